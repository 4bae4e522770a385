import { sql } from 'kysely'
import type { WaitingKind } from '../model/occurrence.ts'
import type { Trx } from '../platform/db.ts'

export type DueOccurrence = {
  id: string
  accountId: string
  kind: WaitingKind
  key: string
  dueAt: Date
  data: Record<string, unknown>
}

/** Finds due occurrences in their order. `since`: only those that were due then or later. */
export async function findDueOccurrences(trx: Trx, now: Date, limit: number, since = new Date(0)): Promise<DueOccurrence[]> {
  const { rows } = await sql<DueOccurrence>`
    select id, account_id as "accountId", kind, key, due_at as "dueAt", data from occurrences
    where due_at >= ${since} and due_at <= ${now} order by due_at, seq limit ${limit}`.execute(trx)
  return rows
}

/** Deletes ingested occurrences; their events have their keys now. */
export async function removeOccurrences(trx: Trx, ids: string[]): Promise<void> {
  if (ids.length) await sql`delete from occurrences where id = any(${ids}::uuid[])`.execute(trx)
}

/**
 * Turns an occurrence that cannot be ingested into an event without a reply, from what the database holds. If an event waits for it (an
 * answer of the platform), that event ends without a reply instead. Out: whether it still existed.
 */
export async function setOccurrenceAside(trx: Trx, id: string, now: Date): Promise<boolean> {
  const { rows } = await sql<{ gone: number }>`
    with gone as (delete from occurrences where id = ${id} returning *),
    told as (
      insert into events (id, workspace_id, account_id, conversation_id, contact_id, key, kind, detail, occurred_at, received_at,
        decided_at, outcome,
        silence, automation_set, decision)
      select o.id, o.workspace_id, o.account_id, c.id, o.contact_id, coalesce(m.event ->> 'key', o.key),
        coalesce(m.event ->> 'kind', o.kind),
        json_build_object('personIdKind', 'author', 'more', case when m.event is null then o.data else '{}' end),
        coalesce((m.event ->> 'occurredAt')::timestamptz, o.due_at), ${now}, ${now}, 'skipped', 'internal_error', a.automation_set, '{"candidates":[],"trace":[]}'
      from gone o join accounts a on a.id = o.account_id
        cross join lateral (select case when o.kind = 'missed' then o.data -> 'event' end as event) m
        left join conversations c on c.account_id = o.account_id
        and c.contact_id = o.contact_id
      where o.kind <> 'result'
      on conflict (account_id, key) do nothing),
    unheld as (
      update events e set outcome = 'skipped', silence = case o.data #>> '{data,ask}' when 'who' then 'who_unknown'
        else 'words_unknown' end, decided_at = ${now}
      from gone o where o.kind = 'result' and e.id = (o.data #>> '{data,eventId}')::uuid and e.outcome = 'held')
    select count(*)::integer as gone from gone`.execute(trx)
  return rows[0]!.gone > 0
}

/** Counts an attempt to ingest it alone. Out: how many there were. */
export async function countOccurrenceAttempt(trx: Trx, id: string): Promise<number> {
  const { rows } = await sql<{ attempts: number }>`
    update occurrences set attempts = attempts + 1 where id = ${id} returning attempts`.execute(trx)
  return rows[0]?.attempts ?? 0
}

/** Postpones an occurrence. Out: whether it still existed. */
export async function putOccurrenceOff(trx: Trx, id: string, until: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`update occurrences set due_at = ${until} where id = ${id}`.execute(trx)
  return Number(numAffectedRows) > 0
}
