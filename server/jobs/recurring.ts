import type { JobKind } from '../model/job.ts'
import { aheadAtMostMs } from '../platform/aheadAtMost.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import type { Wake } from '../platform/wake.ts'
import type { JobHandlers, Recurring } from './handler.ts'
import { findNewestKeys, planSlots, type Planned } from './recurring.queries.ts'

/** At most this many missed times are done afterwards. */
const missedAtMost = 1_000

const slotOf = (ms: number, { everyMs }: Recurring) => Math.floor(ms / everyMs) * everyMs
const keyOfSlot = (kind: string, slotMs: number): string => `recurring/${kind}/${new Date(slotMs).toISOString()}`
const slotOfKey = (key: string): number => Date.parse(key.slice(key.lastIndexOf('/') + 1))

/**
 * The times to plan for a kind of recurring job. Pure.
 * In:     the newest planned time (null: none), now.
 * Out:    the times, oldest first; none when the newest is for now already. One that is too far ahead is planned again when it comes.
 */
export function slotsToPlan(newestMs: number | null, nowMs: number, recurring: Recurring): number[] {
  const current = slotOf(nowMs, recurring)
  if (newestMs === null || newestMs > nowMs + aheadAtMostMs) return [current]
  if (newestMs >= current) return []
  if (recurring.missed === 'latest') return [current]
  const first = Math.max(slotOf(newestMs, recurring) + recurring.everyMs, current - (missedAtMost - 1) * recurring.everyMs)
  return Array.from({ length: Math.floor((current - first) / recurring.everyMs) + 1 }, (_, n) => first + n * recurring.everyMs)
}

/**
 * Plans recurring jobs. Any process may; doing it twice has the effect of doing it once: the key of such a job is its kind and its time.
 * Ended jobs are deleted by the next of their kind, so the table does not grow; with `latest`, the next one also replaces a waiting or
 * parked one.
 * Out:    a function for a loop; true when it planned something.
 */
export function makePlanner(deps: { jobs: Db; clock: Clock; wake: Wake; newId: NewId; handlers: JobHandlers }): () => Promise<boolean> {
  const recurring = (Object.keys(deps.handlers) as JobKind[]).flatMap((kind) => {
    const { recurring } = deps.handlers[kind]
    return recurring ? [{ kind, recurring }] : []
  })
  /** The last planned time of each kind, as far as this process knows: most rounds need no statement. */
  const known = new Map<string, number>()
  return async () => {
    const now = deps.clock.now()
    const due = recurring.filter(({ kind, recurring }) => known.get(kind) !== slotOf(now.getTime(), recurring))
    if (!due.length) return false
    const newest = new Map(
      (
        await findNewestKeys(
          deps.jobs,
          due.map((one) => `recurring/${one.kind}/`),
        )
      ).map((one) => [one.prefix, one.key]),
    )
    const planned: Planned[] = due.flatMap(({ kind, recurring }) => {
      const key = newest.get(`recurring/${kind}/`)
      return slotsToPlan(key ? slotOfKey(key) : null, now.getTime(), recurring).map((slot) => ({
        id: deps.newId(),
        kind,
        lane: `recurring/${kind}`,
        run_at: new Date(slot),
        unique_key: keyOfSlot(kind, slot),
        data: { at: new Date(slot).toISOString() },
        replaces: recurring.missed === 'latest',
      }))
    })
    const added = await planSlots(deps.jobs, planned, now)
    for (const { kind, recurring } of due) known.set(kind, slotOf(now.getTime(), recurring))
    if (added) deps.wake.tell('jobs', null)
    return added > 0
  }
}
