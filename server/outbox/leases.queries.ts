import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

// The advisory locks that living workers hold: (this number, the worker's own).
export const workerLockClass = 7_250_010

export async function nextWorkerNumber(db: Db): Promise<number> {
  const { rows } = await sql<{ number: number }>`select nextval('worker_numbers')::integer as number`.execute(db)
  return rows[0]!.number
}

/**
 * Renews what a living worker holds in hand and has not marked `sending`. Named one by one: a claim whose answer was lost with the connection
 * is nobody's, and its lease has to run out. A call under way is not renewed: its time limit is shorter than its lease.
 */
export async function renewLeases(db: Db, worker: number, ids: string[], leaseUntil: Date): Promise<void> {
  if (!ids.length) return
  await sql`update messages set lease_until = ${leaseUntil} where id = any(${ids}::uuid[]) and lease_holder = ${worker} and state = 'claimed'`.execute(
    db,
  )
}

/**
 * Takes back what workers hold who are gone (PostgreSQL dropped their lock with their connection) or whose lease ran out.
 * A claimed row was never sent and goes back unharmed, or is parked when that happens for the third time; a row in
 * `sending` becomes a doubt, to be judged from `doubtFrom` on, when the call can no longer be under way; a private reply at once,
 * since the platform takes only one per comment.
 */
export async function takeBackLost(
  db: Db,
  machineNow: Date,
  doubtFrom: Date,
): Promise<{ id: string; state: string; workspaceId: string }[]> {
  const { rows } = await sql<{ id: string; state: string; workspaceId: string }>`
    with alive as (
      select objid::integer as worker from pg_locks
      where locktype = 'advisory' and classid = ${workerLockClass} and database = (select oid from pg_database where datname = current_database()) and granted),
    lost as (
      select m.id, m.state from messages m
      where m.state in ('claimed', 'sending') and (m.lease_until < ${machineNow} or not exists (select from alive where alive.worker = m.lease_holder))
      for update skip locked),
    taken as (
      update messages m set epoch = m.epoch + 1, lease_holder = null,
        state = case when lost.state = 'sending' then 'in_doubt' when m.lease_losses >= 2 then 'parked' else 'planned' end,
        lease_losses = case when lost.state = 'sending' then 0 else m.lease_losses + 1 end,
        doubts = case when lost.state = 'sending' then m.doubts + 1 else m.doubts end,
        lease_until = case when lost.state = 'sending' and m.kind <> 'private_reply' then ${doubtFrom}::timestamptz end,
        error_code = case when lost.state = 'sending' then 'outcome_unknown' when m.lease_losses >= 2 then 'quarantined' else m.error_code end,
        error_words = case when lost.state = 'sending' then 'The worker was stopped while it was sending; whether it arrived is being found out.'
          when m.lease_losses >= 2 then 'Three workers stopped while holding this message; look at it before it is sent again.' else m.error_words end
      from lost where m.id = lost.id
      returning m.id, m.state, m.workspace_id, m.attempts),
    tried as (
      update attempts t set outcome = 'in_doubt', code = 'outcome_unknown', words = 'The worker was stopped while it was sending.'
      from taken where taken.state = 'in_doubt' and t.message_id = taken.id and t.number = taken.attempts)
    select id, state, workspace_id as "workspaceId" from taken`.execute(db)
  return rows
}
