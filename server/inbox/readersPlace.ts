import type { Clock } from '../platform/clock.ts'
import { sparingly, type Sparingly } from '../platform/sparingly.ts'
import type { DueRun } from '../automations/runs.queries.ts'

/**
 * Where reading stood (`from`: the page of bodies; `dueSince`: until when all runs had their turn): only a place to look first. A page of another
 * process may be committed after a later one, and runs of an account that is off are due again when it is on; but while somebody holds a snapshot
 * a search from the beginning walks over all that was read since. So it is done now and then.
 */
export type ReadersPlace = {
  whole: Sparingly
  from: number
  dueSince: Date
  tried: { id: number; place: number } | null
  triedRun: Pick<DueRun, 'id' | 'wakeAt'> | null
  /** Why the last round failed, if that may be the work's fault; empty in a process that just began, whose predecessor may have died of it. */
  trouble: string | null
  /** When occurrences were looked for (the machine's time). Whoever is told of new ones sets it to -Infinity. */
  occurrencesAt: number
  triedOccurrence: string | null
}
export const readersPlace = (clock: Clock): ReadersPlace => ({
  whole: sparingly(clock),
  from: 0,
  dueSince: new Date(0),
  tried: null,
  triedRun: null,
  trouble: null,
  occurrencesAt: -Infinity,
  triedOccurrence: null,
})
