import type { ReadBackRate } from '../model/capabilities.ts'
import { ChannelError } from '../model/channel.ts'
import { startProbes, recordBreakerResults, lockBreakers, workspaceOf } from './breakers.queries.ts'
import { blockKinds, storeWindows, lockLimits } from '../limits/limits.queries.ts'
import type { OutboxDeps } from './outbox.ts'
import { stopAccounts } from '../accounts/stopAccounts.queries.ts'
import { logBreakerChanges } from './settleAttempts.ts'
import { slotsNow, addCalls } from '../limits/slidingWindow.ts'

/** The kind of reading back in the rate limits, beside the kinds of messages; other reads of an account have kinds of their own. */
const readBack = 'read_back'
type ReadDeps = Pick<OutboxDeps, 'system' | 'clock' | 'log'>
const throttledMs = 60_000

/**
 * Whether an account may be read back now: its breaker allows it (then this is the probe), and the platform's limit for reads has room for
 * all requests of one read. Exact over workers, like the slots of messages.
 * In:     the account, and the read rate of its channel.
 * Out:    false: later, automatically.
 */
export async function mayReadBack(deps: ReadDeps, accountId: string, rate: ReadBackRate, kind = readBack): Promise<boolean> {
  const now = deps.clock.now()
  return deps.system.transaction().execute(async (trx) => {
    const line = (await lockBreakers(trx, [accountId], now)).get(accountId)
    if (line === 'open') return false
    const limit = { account_id: accountId, kind, workspace_id: await workspaceOf(trx, accountId) }
    const [blocked] = await lockLimits(trx, [{ ...limit, key: 'platform', calls: 1e9, per_ms: 1_000 }], now)
    if (blocked!.blockedUntil && blocked!.blockedUntil > now) return false
    const [row] = await lockLimits(trx, [{ ...limit, key: rate.key, calls: rate.calls, per_ms: rate.perMs }], now)
    if (slotsNow(row!.window, now.getTime()) < rate.callsEach) return false
    await storeWindows(trx, [{ ...row!, window: addCalls(row!.window, now.getTime(), rate.callsEach) }])
    if (line) await startProbes(trx, [accountId], now)
    return true
  })
}

/**
 * Records what reading back showed about the account: its breaker, a throttle, an invalid token.
 * In:     the error, or null after a response.
 * Out:    whether the error concerns the doubt itself.
 */
export async function noteReadBack(
  deps: ReadDeps,
  accountId: string,
  error: ChannelError | null,
  kind = readBack,
): Promise<'the doubt' | 'not the doubt'> {
  const now = deps.clock.now()
  const told = await deps.system.transaction().execute(async (trx) => {
    const workspaceId = await workspaceOf(trx, accountId)
    const note = { account_id: accountId, workspace_id: workspaceId, answered: !error?.line, troubles: error?.line ? 1 : 0 }
    const changes = await recordBreakerResults(
      trx,
      [{ ...note, down: error?.line === 'down', code: error?.code ?? '', words: error?.words ?? '' }],
      now,
    )
    if (error?.class === 'throttle')
      await blockKinds(trx, [{ account_id: accountId, workspace_id: workspaceId, kind, until: new Date(now.getTime() + throttledMs) }])
    if (error?.class === 'auth')
      await stopAccounts(trx, [{ id: accountId, status: 'reconnect_needed', reason: error.words, kinds: {} }], now)
    return changes
  })
  logBreakerChanges(deps, told)
  return isAboutAccount(error) ? 'not the doubt' : 'the doubt'
}

/** Whether an error concerns the account or its connection to the platform, and not the subject of the read. */
export const isAboutAccount = (error: ChannelError | null): boolean =>
  error !== null && (error.line === 'down' || error.class === 'throttle' || error.class === 'auth')
