import type { GraphCall } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import type { Account } from '../world/accounts.ts'
import type { World } from '../world/world.ts'
import { retentionMs } from './forms.ts'

/** meta-platform.md 6.2: 200 × 24 × leads of the last 90 days, in 24 hours. A Page without leads may still look for some. */
function callsPerDay(world: World, account: Account): number {
  const { callsPerDay: given } = world.settings.current().leads
  if (given !== null) return given
  const { n } = world.store.get<{ n: number }>(
    'select count(*) as n from (select 1 from form_leads where pageId = ? and createdAt > ? limit 1000)',
    account.id,
    world.clock.now() - retentionMs,
  )!
  return 200 * 24 * Math.max(1, n)
}

/** Counts a call that reads leads or forms. Errors: 80005 when the Page's limit is reached; a refused call is not counted. */
export function takeLeadRate(call: GraphCall): void {
  const { world, account } = call
  if (!world.rates.take(account.id, 'leads', callsPerDay(world, account), world.clock.now())) throw refuse.tooManyLeadCalls()
  call.rateKind = 'leads'
}

/** For the usage header: the share of the calls, and the minutes until there is room again. */
export function leadUsage(world: World, account: Account): { percent: number; minutes: number } {
  const now = world.clock.now()
  const { used, freeAt } = world.rates.look(account.id, 'leads', now)
  const percent = Math.floor((used / Math.max(1, callsPerDay(world, account))) * 100)
  return { percent, minutes: percent >= 100 ? Math.ceil((freeAt - now) / 60_000) : 0 }
}
