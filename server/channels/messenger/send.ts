import { sendBy } from '../meta/messaging/sendBy.ts'
import { product } from './product.ts'

/** Sends as a Page (meta-platform.md 4.1, 4.4). */
export const send = sendBy(product)
