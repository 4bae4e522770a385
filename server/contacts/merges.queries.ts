import { sql } from 'kysely'
import { mergeRows, type Pair } from '../platform/belongings/mergeRows.queries.ts'
import { giveThreadsRows, moveBack, restoreRow, rowOf, type MovedRows } from '../platform/belongings/movedRows.queries.ts'
import type { Trx } from '../platform/db.ts'

type Row = Record<string, unknown>
type Thread = { from: Row; into: Row; moved: MovedRows[] }
type Moved = { contacts: MovedRows[]; threads: Thread[] }
export type MergeRow = { id: string; contactId: string; fromId: string; person: { from: Row; into: Row }; moved: Moved; mergedAt: Date }

/** Whether these people are of the workspace. Out: the ids of those who are. */
export async function findOwn(trx: Trx, workspaceId: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from contacts where id = any(${ids}::uuid[]) and workspace_id = ${workspaceId} order by id for update`.execute(trx)
  return rows.map((row) => row.id)
}

/**
 * Merges a person into another by hand, and keeps what an undoing needs. Of two threads on one account, messages go to the address of the
 * one in which the person can be written to longer. The caller holds the ingest lock.
 * Out:    the threads that became one, by the one that remains.
 */
export async function mergePeople(
  trx: Trx,
  { from, into }: Pair,
  merge: { id: string; workspaceId: string; actor: string; now: Date },
): Promise<string[]> {
  const person = { from: await rowOf(trx, 'contacts', from), into: await rowOf(trx, 'contacts', into) }
  const { rows: pairs } = await sql<Pair>`
    select f.id as "from", i.id as "into" from conversations f join conversations i on i.account_id = f.account_id and i.contact_id = ${into}
    where f.contact_id = ${from} order by f.id`.execute(trx)
  const moved: Moved = { contacts: [], threads: [] }
  // A person has a thread on each account: these are few.
  for (const pair of pairs) {
    const thread: Thread = {
      from: await rowOf(trx, 'conversations', pair.from),
      into: await rowOf(trx, 'conversations', pair.into),
      moved: [],
    }
    await sql`update conversations i set recipient_id = f.recipient_id from conversations f
      where i.id = ${pair.into} and f.id = ${pair.from} and f.recipient_id is not null
        and (i.recipient_id is null or coalesce(f.window_until, '-infinity') > coalesce(i.window_until, '-infinity'))`.execute(trx)
    await mergeRows(trx, 'conversations', [pair], thread.moved)
    moved.threads.push(thread)
  }
  await mergeRows(trx, 'contacts', [{ from, into }], moved.contacts)
  await sql`
    insert into contact_merges (id, workspace_id, contact_id, from_id, person, moved, actor, merged_at)
    values (${merge.id}, ${merge.workspaceId}, ${into}, ${from}, ${JSON.stringify(person)}::jsonb, ${JSON.stringify(moved)}::jsonb,
      ${merge.actor}, ${merge.now})`.execute(trx)
  return pairs.map((pair) => pair.into)
}

/** The merge of a person that is to be undone: one, or the last. */
export async function findMerge(trx: Trx, workspaceId: string, contactId: string, id: string | undefined): Promise<MergeRow | undefined> {
  const { rows } = await sql<MergeRow>`
    select id, contact_id as "contactId", from_id as "fromId", person, moved, merged_at as "mergedAt" from contact_merges
    where workspace_id = ${workspaceId} and contact_id = ${contactId} and undone_at is null and ${id ? sql`id = ${id}` : sql`true`}
    order by merged_at desc, id desc limit 1 for update`.execute(trx)
  return rows[0]
}

/** Values that a merge only filled in, or that the platform told of the other, and that are still the same. */
const told = new Set(['name', 'username'])
const filled = ['name', 'username', 'email', 'phone', 'birth_month', 'birth_day', 'birth_year', 'language', 'time_zone']

/**
 * Undoes a merge: who went is there again with what was theirs; what came since stays with the other. Opt-outs stay on both: who opted out
 * meanwhile meant the person. The caller holds the ingest lock.
 */
export async function unmergePeople(trx: Trx, merge: MergeRow, now: Date): Promise<void> {
  const pair = { from: merge.fromId, into: merge.contactId }
  await restoreRow(trx, 'contacts', merge.person.from)
  await moveBack(trx, merge.moved.contacts, pair)
  for (const { from, into, moved } of merge.moved.threads) {
    await restoreRow(trx, 'conversations', from)
    await moveBack(trx, moved, { from: String(from['id']), into: String(into['id']) })
    await sql`
      update conversations f set opted_out_at = coalesce(f.opted_out_at, i.opted_out_at),
        marketing_stopped_at = coalesce(f.marketing_stopped_at, i.marketing_stopped_at)
      from conversations i where f.id = ${String(from['id'])} and i.id = ${String(into['id'])}`.execute(trx)
    await sql`update conversations set recipient_id = ${into['recipient_id'] ?? null}
      where id = ${String(into['id'])} and recipient_id = ${from['recipient_id'] ?? null}`.execute(trx)
  }
  await giveThreadsRows(trx, pair)
  const { from, into } = merge.person
  const given = filled.filter((column) => from[column] !== null && (into[column] === null || told.has(column)))
  if (given.length)
    await sql`update contacts p set ${sql.join(
      given.map(
        (column) => sql`${sql.ref(column)} = case when to_jsonb(p) -> ${sql.lit(column)} = ${JSON.stringify(from[column])}::jsonb
          then ${into[column] ?? null} else ${sql.ref(column)} end`,
      ),
    )} where id = ${merge.contactId}`.execute(trx)
  await sql`
    update contacts p set custom_fields = p.custom_fields - array(select f.key from jsonb_each(${JSON.stringify(from['custom_fields'])}::jsonb) f
        where not ${JSON.stringify(into['custom_fields'])}::jsonb ? f.key and p.custom_fields -> f.key = f.value),
      metadata = p.metadata - array(select f.key from jsonb_each(${JSON.stringify(from['metadata'])}::jsonb) f
        where not ${JSON.stringify(into['metadata'])}::jsonb ? f.key and p.metadata -> f.key = f.value)
    where id = ${merge.contactId}`.execute(trx)
  await sql`update contact_merges set undone_at = ${now} where id = ${merge.id}`.execute(trx)
}
