import type { Deps } from '../deps.ts'
import { countJobs } from '../jobs/shownJobs.queries.ts'
import { coalesce } from '../platform/coalesce.ts'
import { freeBytes } from '../platform/freeBytes.ts'
import { countParts } from '../platform/presence.queries.ts'
import { version } from '../platform/version.ts'
import { countAccounts, countOpenBreakers, findBacklog, findEarliestExpiry, findOldestDue } from './admin.queries.ts'

/** Gauges that are read on a request for /metrics; docs/operating.md lists them. */
export function watchMetrics(deps: Deps): void {
  const { metrics, clock, config, health } = deps
  const { system, jobs } = deps.databases
  const unlabeled = (value: number | null) => (value === null ? [] : [{ labels: {}, value }])
  const watch = metrics.watch

  watch('autodm_info', 'The version that runs', ['version'], async () => [{ labels: { version }, value: 1 }])
  watch('autodm_ready', 'Whether this process can do what its roles are for', [], async () => unlabeled(health.reasons().length ? 0 : 1))
  watch('autodm_not_ready', 'Why this process is not ready', ['reason', 'role'], async () =>
    health.reasons().map(({ code, role }) => ({ labels: { reason: code, role: role ?? '' }, value: 1 })),
  )
  watch('autodm_loop_last_success_timestamp_seconds', 'When each loop of this process last succeeded', ['loop'], async () =>
    [...deps.rounds].map(([loop, ms]) => ({ labels: { loop }, value: ms / 1000 })),
  )
  watch('autodm_disk_free_bytes', 'Free space where DATA_DIR is', [], async () => unlabeled(await freeBytes(config.dataDir)))
  if (config.redisUrl)
    watch('autodm_redis_up', 'Whether Redis answers this process', [], async () =>
      unlabeled(health.reasons().some((one) => one.code === 'redis_unavailable') ? 0 : 1),
    )

  watch('autodm_backlog', 'What waits, by state', ['state'], async () =>
    (await findBacklog(system)).map((row) => ({ labels: { state: row.state }, value: row.count })),
  )
  // Two metrics share one query.
  const jobCounts = coalesce(() => countJobs(jobs, clock.now()))
  watch('autodm_jobs', 'Jobs, by kind and state', ['kind', 'state'], async () =>
    (await jobCounts()).map(({ kind, state, count }) => ({ labels: { kind, state }, value: count })),
  )
  watch('autodm_oldest_due_job_seconds', 'For how long the job of a kind that is due longest has been due', ['kind'], async () =>
    (await jobCounts()).flatMap(({ kind, oldestDue }) =>
      oldestDue ? [{ labels: { kind }, value: (clock.now().getTime() - oldestDue.getTime()) / 1000 }] : [],
    ),
  )
  watch('autodm_oldest_due_message_seconds', 'For how long the message that is due longest has been due', [], async () => {
    const oldest = await findOldestDue(system, clock.now())
    return unlabeled(oldest ? (clock.now().getTime() - oldest.getTime()) / 1000 : 0)
  })
  watch('autodm_processes', 'Processes on this database, by what they do', ['part'], async () =>
    Object.entries(await countParts(system)).map(([part, value]) => ({ labels: { part }, value })),
  )
  watch('autodm_accounts', 'Accounts, by status', ['status'], async () =>
    (await countAccounts(system)).map((row) => ({ labels: { status: row.status }, value: row.count })),
  )
  watch('autodm_token_expiry_timestamp_seconds', 'When the first access token of an active account expires', [], async () => {
    const earliest = await findEarliestExpiry(system)
    return unlabeled(earliest && earliest.getTime() / 1000)
  })
  watch('autodm_breakers_open', 'Accounts whose circuit breaker is open', [], async () => unlabeled(await countOpenBreakers(system)))
}
