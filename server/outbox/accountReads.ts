import type { ReadRate } from '../model/capabilities.ts'
import { ChannelError } from '../model/channel.ts'
import { startProbes, recordBreakerResults, lockBreakers, workspaceOf } from './breakers.queries.ts'
import { blockKinds, storeWindows, lockLimits } from '../limits/limits.queries.ts'
import type { OutboxDeps } from './outbox.ts'
import { stopAccounts } from '../accounts/stopAccounts.queries.ts'
import { logBreakerChanges } from './settleAttempts.ts'
import { slotsNow, addCalls } from '../limits/slidingWindow.ts'
import { makeTurns, type Turns } from '../platform/turns.ts'

type ReadDeps = Pick<OutboxDeps, 'system' | 'clock' | 'log'>
const throttledMs = 60_000

/**
 * One check of an account at a time in each process. They lock the same row, and a process that stands still holds it until the database
 * ends its transaction: many waiting at once would each hold it as long, one after the other, and take the connections of all other work.
 */
const turnsOf = new WeakMap<OutboxDeps['system'], Turns>()
function checkInTurn<T>(system: OutboxDeps['system'], accountId: string, check: () => Promise<T>): Promise<T> {
  const turns = turnsOf.get(system) ?? makeTurns()
  turnsOf.set(system, turns)
  return turns(accountId, check)
}

/**
 * Whether a read may be made for an account now: its breaker allows it (then this is the probe), and the platform's limit for such reads
 * has room for all requests of one. Exact over workers, like the slots of messages.
 * In:     the account, and the rate of this kind of read.
 * Out:    false: later, automatically.
 */
export function mayRead(deps: ReadDeps, accountId: string, rate: ReadRate): Promise<boolean> {
  return checkInTurn(deps.system, accountId, () => takeSlot(deps, accountId, rate))
}

async function takeSlot(deps: ReadDeps, accountId: string, rate: ReadRate): Promise<boolean> {
  const now = deps.clock.now()
  return deps.system.transaction().execute(async (trx) => {
    const line = (await lockBreakers(trx, [accountId], now)).get(accountId)
    if (line === 'open') return false
    const limit = { account_id: accountId, kind: rate.kind, workspace_id: await workspaceOf(trx, accountId) }
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
 * Records what a read showed about its account: the breaker, a throttle, an invalid token.
 * In:     the kind of the read's rate; the error, or null after a response.
 */
export async function recordRead(deps: ReadDeps, accountId: string, kind: string, error: ChannelError | null): Promise<void> {
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
      await stopAccounts(trx, [{ id: accountId, status: 'reconnect_needed', reason: error.words, kinds: {}, token: error.tokenMark }], now)
    return changes
  })
  logBreakerChanges(deps, told)
}

/** Whether an error concerns the account or its connection to the platform, and not the subject of the read. */
export const isAboutAccount = (error: ChannelError): boolean =>
  error.line === 'down' || error.class === 'throttle' || error.class === 'auth'
