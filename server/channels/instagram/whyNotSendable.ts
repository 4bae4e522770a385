import { whyNotSendableBy } from '../meta/messaging/whyNotSendableBy.ts'
import { product } from './product.ts'

/** Returns why Instagram would reject this content (meta-platform.md 3.1, 3.3, 3.4). */
export const whyNotSendable = whyNotSendableBy(product)
