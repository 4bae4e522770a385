import { passHours } from './openPage.ts'
import { answer, openShop, type Shop, type ShownEvent } from './openShop.ts'
import type { House } from './startHouse.ts'

type Checks = {
  checkedUntil: string | null
  isChecking: boolean
  missed: number
  checks: { since: string; isCut: boolean; missed: number; failed: number; resubscribed: boolean; endedAt: string | null }[]
}

/** What tests of missed events do with a house. */
export function missedEventsOf(house: House) {
  const checksOf = async ({ accountId }: Shop) => (await house.api<Checks>('GET', `/api/accounts/${accountId}/missed-events`)).body
  /** Lets hours pass, and then as many seconds as the platform's limits for reading make the check take. */
  async function passAndCheck(shop: Shop, hours: number, mostSeconds = 120): Promise<void> {
    await passHours(house, hours)
    for (let seconds = 0; (await checksOf(shop)).isChecking; seconds++) {
      if (seconds > mostSeconds) throw new Error('the check does not end')
      await house.moveClock(1_000)
      await house.drain()
    }
  }
  return {
    checksOf,
    passAndCheck,
    /** The newest 200. */
    missedOf: async ({ accountId }: Shop) =>
      (await house.api<{ data: ShownEvent[] }>('GET', `/api/events?accountId=${accountId}&missed=true&limit=200`)).body.data,
    dropWebhooks: () => house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop' }),
    /** A shop that answers comments and messages, and that was checked once. */
    async openAnswering(): Promise<Shop> {
      const shop = await openShop(house)
      await shop.automate(answer('comment', ['price'], 'It is 20 €.'))
      await shop.automate(answer('message', ['price'], 'It is 20 €.'))
      await house.drain()
      await passAndCheck(shop, 1)
      return shop
    },
  }
}
