import { whyNotSendableBy } from '../meta/messaging/whyNotSendableBy.ts'
import { product } from './product.ts'

/** Returns why Messenger would reject this content (meta-platform.md 4.1, 4.4). */
export const whyNotSendable = whyNotSendableBy(product)
