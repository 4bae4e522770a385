import { sendBy } from '../meta/messaging/sendBy.ts'
import { product } from './product.ts'

/** Sends as an Instagram account (meta-platform.md 3.1, 3.3, 3.4). */
export const send = sendBy(product)
