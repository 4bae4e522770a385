import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { aliveWorkers } from '../queue/workers.queries.ts'
import { sentence } from './sentences.ts'
import { releaseReplies } from './waitForDm.queries.ts'

/**
 * Renews the leases of claimed messages that are not marked `sending`. They are named one by one: a claim whose response was lost with the
 * connection has no worker, and its lease has to expire. A request in flight is not renewed: its time limit is shorter than its lease.
 */
export async function renewLeases(db: Db, worker: number, ids: string[], leaseUntil: Date): Promise<void> {
  if (!ids.length) return
  await sql`update outbox set lease_until = ${leaseUntil} where message_id = any(${ids}::uuid[]) and lease_holder = ${worker}
    and state = 'claimed'`.execute(db)
}

const quarantined = sentence('outbox.quarantined')
const outcomeUnknown = sentence('outbox.outcome_unknown')
const stoppedWhileSending = sentence('outbox.stopped_while_sending')

// See outboxRowsById.ts.
const lostRows = sql`o.message_id = any(array(select message_id from lost))`

/**
 * Reclaims messages whose worker died (PostgreSQL dropped its lock with its connection) or whose lease expired. A claimed row was never
 * sent and is planned again, or parked the third time. A row in `sending` becomes a doubt, to be checked from `doubtFrom` on, when its
 * request can no longer be in flight; a private reply at once, since the platform accepts only one per comment. `now` is the product clock.
 */
export async function takeBackLost(
  db: Db,
  machineNow: Date,
  doubtFrom: Date,
  now: Date,
): Promise<{ id: string; state: string; workspaceId: string }[]> {
  const { rows } = await sql<{ id: string; state: string; workspaceId: string }>`
    with alive as (${aliveWorkers}),
    lost as (
      select o.message_id, o.state, o.lease_losses from outbox o
      where o.lease_until is not null and o.state in ('claimed', 'sending')
        and (o.lease_until < ${machineNow} or not exists (select from alive where alive.worker = o.lease_holder))
      for update skip locked),
    quarantined as (
      delete from outbox o using lost where ${lostRows} and o.message_id = lost.message_id and lost.state = 'claimed'
        and lost.lease_losses >= 2
      returning o.message_id as id, o.workspace_id, o.epoch, o.attempts, o.failures, o.doubts, o.sending_at),
    released as (${releaseReplies('quarantined', now)}),
    parked as (
      update messages m set state = 'parked', epoch = q.epoch + 1, attempts = q.attempts, failures = q.failures, doubts = q.doubts,
        sending_at = q.sending_at,
        error_code = 'quarantined', error_words = ${quarantined}
      from quarantined q where m.id = q.id),
    taken as (
      update outbox o set epoch = o.epoch + 1, lease_holder = null,
        state = case when lost.state = 'sending' then 'in_doubt' else 'planned' end,
        lease_losses = case when lost.state = 'sending' then 0 else o.lease_losses + 1 end,
        doubts = case when lost.state = 'sending' then o.doubts + 1 else o.doubts end,
        lease_until = case when lost.state = 'sending' and o.kind <> 'private_reply' then ${doubtFrom}::timestamptz end,
        error_code = case when lost.state = 'sending' then 'outcome_unknown' else o.error_code end,
        error_words = case when lost.state = 'sending' then ${outcomeUnknown} else o.error_words end
      from lost where ${lostRows} and o.message_id = lost.message_id and not (lost.state = 'claimed' and lost.lease_losses >= 2)
      returning o.message_id, o.state, o.workspace_id, o.account_id, o.attempts, o.sending_at),
    tried as (
      insert into attempts (message_id, number, workspace_id, account_id, started_at, outcome, code, words)
      select message_id, attempts, workspace_id, account_id, sending_at, 'in_doubt', 'outcome_unknown', ${stoppedWhileSending}
      from taken where state = 'in_doubt'
      on conflict do nothing)
    select message_id as id, state, workspace_id as "workspaceId" from taken
    union all select id, 'parked', workspace_id from quarantined`.execute(db)
  return rows
}
