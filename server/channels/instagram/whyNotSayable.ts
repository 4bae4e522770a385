import { whyNotSayableBy } from '../meta/messaging/whyNotSayableBy.ts'
import { product } from './product.ts'

/** Why Instagram would not take this (meta-platform.md 3.1, 3.3, 3.4). */
export const whyNotSayable = whyNotSayableBy(product)
