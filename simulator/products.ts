import { instagram } from './instagram/instagram.ts'
import { messenger } from './messenger/messenger.ts'
import type { Product } from './product.ts'
import { whatsapp } from './whatsapp/whatsapp.ts'
import type { ChannelName } from './world/accounts.ts'

/** The products of the simulated platform, one line each. */
export const products: Record<ChannelName, Product> = { instagram, messenger, whatsapp }
