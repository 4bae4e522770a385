import type { AttemptOutcome, JobData, JobKind, JobState } from '../../model/job.ts'
import { bigint, boolean, integer, jsonb, smallint, table, text, timestamptz, uuid } from './table.ts'

/** What is done beside messages. */
export const jobs = table('jobs', {
  id: uuid,
  seq: bigint.made,
  workspace_id: uuid.orNull,
  account_id: uuid.orNull,
  /** What is served side by side when jobs are claimed: an account, a workspace, an endpoint. */
  turn: uuid,
  kind: text.as<JobKind>(),
  lane: text.orNull,
  priority: smallint,
  state: text.as<JobState>().withDefault,
  run_at: timestamptz,
  gives_up_at: timestamptz.orNull,
  unique_key: text.orNull,
  data: jsonb<JobData>(),
  epoch: integer.withDefault,
  /** Set aside: many wait for an earlier one of its lane (server/jobs/blockedJobs.queries.ts). */
  behind: boolean.withDefault,
  /** Tries in all, one row each; `failures` are those that count against the backoff of the kind. */
  attempts: integer.withDefault,
  failures: smallint.withDefault,
  /** Its place among those of its turn that may run at once, of kinds that limit them. */
  slot: smallint.orNull.later,
  lease_holder: integer.orNull.later,
  lease_until: timestamptz.orNull.later,
  lease_losses: smallint.withDefault,
  started_at: timestamptz.orNull.later,
  code: text.orNull.later,
  detail: jsonb<JobData>().orNull.later,
  created_at: timestamptz,
  finished_at: timestamptz.orNull.later,
})

/** One try of a job, written when it has ended. */
export const jobAttempts = table('job_attempts', {
  job_id: uuid,
  number: integer,
  workspace_id: uuid.orNull,
  started_at: timestamptz,
  ended_at: timestamptz,
  outcome: text.as<AttemptOutcome>(),
  code: text.orNull,
  detail: jsonb<JobData>().orNull,
  worker: integer.orNull,
})
