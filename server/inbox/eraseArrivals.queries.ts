import { sql } from 'kysely'
import { eraseJobs } from '../jobs/addJobs.queries.ts'
import type { Trx } from '../platform/db.ts'
import { keyOfLookUp } from './lookUpJob.ts'

/**
 * Erases what people left in the inbox that no row of theirs leads to: webhook payloads that name them, and questions about them to the
 * platform.
 * In:     contacts, before they are erased. The caller holds the ingest lock.
 */
export async function eraseArrivals(trx: Trx, contactIds: readonly string[]): Promise<void> {
  if (!contactIds.length) return
  await eraseBodies(trx, contactIds)
  await eraseJobs(trx, await keysOfQuestions(trx, contactIds))
}

/** The keys of look-ups of the names of people, and of their comments and messages. */
async function keysOfQuestions(trx: Trx, contactIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ accountId: string; subject: string; isPerson: boolean }>`
    select account_id as "accountId", value as subject, true as "isPerson" from contact_identifiers
      where contact_id = any(${contactIds}::uuid[])
    union all
    select account_id, external_id, false from events where contact_id = any(${contactIds}::uuid[]) and external_id is not null`.execute(
    trx,
  )
  return rows.flatMap(({ accountId, subject, isPerson }) =>
    (isPerson ? (['profile'] as const) : (['who', 'message'] as const)).map((ask) => keyOfLookUp(accountId, ask, subject)),
  )
}

/**
 * Overwrites the payloads that name erased people: their bytes become spaces, their neighbours in the batch stay as they are. A payload may
 * name several people; it is overwritten whole.
 * What is not read yet stays: what erased people did is refused when it is read, and goes with its day.
 */
async function eraseBodies(trx: Trx, contactIds: readonly string[]): Promise<void> {
  await sql`
    with ids as (
      select distinct convert_to(value, 'UTF8') as needle from contact_identifiers where contact_id = any(${contactIds}::uuid[])),
    pages as (
      select b.id, b.received_at, b.body, b.lengths, b.taken from bodies b
      where b.id in (select e.body_id from events e where e.contact_id = any(${contactIds}::uuid[]) and e.body_id is not null)),
    parts as (
      select p.id, p.received_at, one.place, one.place <= p.taken as is_read,
        substring(p.body from (sum(one.length) over each_page - one.length + 1)::integer for one.length) as bytes
      from pages p cross join unnest(p.lengths) with ordinality as one(length, place)
      window each_page as (partition by p.id, p.received_at order by one.place)),
    renewed as (
      select id, received_at, string_agg(case
        when is_read and exists (select from ids where position(needle in bytes) > 0) then convert_to(repeat(' ', octet_length(bytes)), 'UTF8')
        else bytes end, ''::bytea order by place) as body
      from parts group by id, received_at)
    update bodies b set body = r.body from renewed r
    where b.id = r.id and b.received_at = r.received_at and b.body is distinct from r.body`.execute(trx)
}
