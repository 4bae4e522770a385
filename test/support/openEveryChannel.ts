import { openNumber } from './openNumber.ts'
import { openShop, type Shop } from './openShop.ts'
import type { House } from './startHouse.ts'

export const channels = ['instagram', 'messenger', 'whatsapp'] as const
export type ChannelName = (typeof channels)[number]

/** An account of one channel, as far as all of them have the same. `externalId`: the platform's id of it. */
export type ChannelShop = Pick<Shop, 'accountId' | 'automate' | 'meet' | 'write'> & {
  channel: ChannelName
  externalId: string
  /** Null on WhatsApp, which has no comments. */
  comment: Shop['comment'] | null
}

let people = 0

/** A connected account of one channel. */
export async function openChannel(house: Pick<House, 'api' | 'sim'>, channel: ChannelName): Promise<ChannelShop> {
  if (channel !== 'whatsapp') {
    const shop = await openShop(house, { channel })
    return { ...shop, channel, externalId: shop.accountExternalId }
  }
  const shop = await openNumber(house)
  // Each person has a number of their own.
  const meet = (person: object) => shop.meet({ phone: `+1650${String(2_000_000 + people++)}`, ...person })
  return { ...shop, meet, channel, externalId: shop.numberId, comment: null }
}

/** A connected account of each channel. */
export async function openEveryChannel(house: Pick<House, 'api' | 'sim'>): Promise<ChannelShop[]> {
  const shops: ChannelShop[] = []
  for (const channel of channels) shops.push(await openChannel(house, channel))
  return shops
}
