import { addOccurrences, type NewOccurrence } from './inbox/addOccurrences.queries.ts'
import type { JobResult, JobsDeps } from './jobs/settleBatch.ts'
import type { Clock } from './platform/clock.ts'
import type { NewId } from './platform/ids.ts'

/**
 * Stores the results of jobs as occurrences, which ingest reads (inbox/readAnswers.ts). The result of a job without an account is not
 * stored, nor is null: no event waits for it.
 */
export const keepResults =
  (deps: { newId: NewId; clock: Pick<Clock, 'now'> }): JobsDeps['keepResults'] =>
  async (trx, results) =>
    void (await addOccurrences(
      trx,
      results.flatMap((one) => occurrenceOf(one, deps)),
    ))

function occurrenceOf({ job, result }: JobResult, { newId, clock }: Parameters<typeof keepResults>[0]): NewOccurrence[] {
  if (result === null || !job.workspaceId || !job.accountId) return []
  return [
    {
      id: newId(),
      workspace_id: job.workspaceId,
      account_id: job.accountId,
      kind: 'result',
      key: `job/${job.id}`,
      contact_id: null,
      due_at: clock.now(),
      data: { kind: job.kind, data: job.data, result },
      created_at: clock.now(),
    },
  ]
}
