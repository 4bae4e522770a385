import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

/** An open message without a row in the outbox: it would never be sent. `isDoubtful`: the outcome of its last request is unknown. */
export type Orphan = { id: string; workspaceId: string; isDoubtful: boolean }

// SQL: the last attempt. One that was in flight, or in doubt, when the row was lost may have arrived.
const lastTry = sql`left join lateral (select number, started_at, outcome is null or outcome = 'in_doubt' as is_doubtful from attempts
  where message_id = m.id order by number desc limit 1) t on true`
const isDoubtful = sql`coalesce(t.is_doubtful, false)`

const page = (from: string, limit: number) => sql`
  page as materialized (select id, state from messages where id > ${from}::uuid order by id limit ${limit}),
  orphans as (select p.id from page p where p.state = 'open' and not exists (select from outbox o where o.message_id = p.id))`

/**
 * Finds open messages without an outbox row, after an id. Only a bug causes them: an upgrade by an early version beside a running process
 * did.
 * In:     after which id, and how many messages to scan.
 * Out:    those found; where to continue, or null at the end.
 */
export async function findOrphans(db: Db, from: string, limit: number): Promise<{ orphans: Orphan[]; next: string | null }> {
  const { rows } = await sql<{ orphans: Orphan[]; next: string | null }>`
    with ${page(from, limit)}
    select (select id from page order by id offset ${limit - 1}) as next,
      coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'workspaceId', m.workspace_id, 'isDoubtful', ${isDoubtful}))
        from messages m ${lastTry} where m.id = any(array(select id from orphans))), '[]') as orphans`.execute(db)
  return rows[0]!
}

/**
 * Restores the outbox rows of orphans. One whose last request may have arrived comes back as in flight without a worker: the sweep turns it
 * into a doubt, which is resolved like any other. All others are checked before they are sent, like any message, so one that is too late is
 * refused and shown. Out: those that were still orphans.
 */
export async function repairOrphans(db: Db, orphans: Orphan[], now: Date): Promise<Orphan[]> {
  if (!orphans.length) return []
  const { rows } = await sql<Orphan>`
    with lost as (
      select m.*, ${isDoubtful} as is_doubtful, greatest(m.attempts, coalesce(t.number, 0)) as tries, t.started_at
        from messages m ${lastTry}
      where m.id = any(${orphans.map((one) => one.id)}::uuid[]) and m.state = 'open'
        and not exists (select from outbox o where o.message_id = m.id) for update of m),
    queued as (
      insert into outbox (message_id, seq, workspace_id, account_id, conversation_id, lane, kind, state, epoch, not_before, expires_at,
        attempts, failures, doubts,
        lease_holder, lease_until, sending_at)
      select id, seq, workspace_id, account_id, conversation_id, lane, kind, case when is_doubtful then 'sending'
        else 'planned' end, epoch + 1,
        coalesce(not_before, ${now}), expires_at, tries, failures, doubts,
        case when is_doubtful then 0 end, case when is_doubtful then ${new Date(0)}::timestamptz end, case when is_doubtful
          then coalesce(started_at, sending_at, ${now}) end
      from lost
      on conflict do nothing
      returning message_id, workspace_id, state)
    select message_id as id, workspace_id as "workspaceId", state = 'sending' as "isDoubtful" from queued`.execute(db)
  return rows
}

/** Deletes outbox rows whose message has ended or is gone: they would block their conversation forever. Out: how many there were. */
export async function dropEmptyPlaces(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with dropped as (
      delete from outbox o where o.message_id = any(array(
        select o.message_id from outbox o where not exists (select from messages m where m.id = o.message_id and m.state = 'open')
          for update skip locked))
      returning 1)
    select count(*)::integer as n from dropped`.execute(db)
  return rows[0]!.n
}
