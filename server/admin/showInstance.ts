import type { Deps } from '../deps.ts'
import { countJobs } from '../jobs/shownJobs.queries.ts'
import type { TextOf } from '../model/sentence.ts'
import type { Overview } from './admin.schemas.ts'
import { countAccounts, countOpenBreakers, findBacklog, findFailures, findInstance, findOldestDue } from './admin.queries.ts'
import { showLanes } from './showLanes.ts'

/** How the instance does, over all workspaces, for its owner. In: `patient`: the kinds of jobs that wait for their account. */
export async function showInstance(
  deps: Deps,
  textOf: TextOf,
  now: Date,
  patient: readonly string[],
): Promise<NonNullable<Overview['instance']>> {
  const { databases } = deps
  const { system } = databases
  const [counts, statuses, openBreakers, backlog, oldest, jobs, failures, lanes] = await Promise.all([
    findInstance(system),
    countAccounts(system),
    countOpenBreakers(system),
    findBacklog(system),
    findOldestDue(system, now),
    countJobs(databases.jobs, now),
    findFailures(system),
    showLanes(deps, textOf, now, patient),
  ])
  const waiting = (...states: string[]) => backlog.reduce((sum, { state, count }) => sum + (states.includes(state) ? count : 0), 0)
  const jobsIn = (state: string) => jobs.reduce((sum, one) => sum + (one.state === state ? one.count : 0), 0)
  const dueJobs = jobs.flatMap(({ oldestDue }) => (oldestDue ? [oldestDue.getTime()] : []))
  const { workspaces, users, deliveries } = counts
  return {
    workspaces,
    users,
    accounts: {
      total: statuses.reduce((sum, { count }) => sum + count, 0),
      byStatus: Object.fromEntries(statuses.map(({ status, count }) => [status, count])),
      openBreakers,
    },
    payloads: { waiting: waiting('kept') },
    messages: {
      waiting: waiting('planned', 'claimed', 'sending'),
      inDoubt: waiting('in_doubt'),
      parked: waiting('parked'),
      oldestDueAt: oldest?.toISOString() ?? null,
    },
    jobs: {
      waiting: jobsIn('waiting') + jobsIn('running'),
      parked: jobsIn('parked'),
      oldestDueAt: dueJobs.length ? new Date(Math.min(...dueJobs)).toISOString() : null,
    },
    deliveries,
    failures: failures.map(({ code, words, messages }) => ({ code, text: textOf(words ?? code), messages })),
    lanes,
  }
}
