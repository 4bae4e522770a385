import { sql } from 'kysely'
import { mergeRows, type Pair } from '../platform/belongings/mergeRows.queries.ts'
import { giveThreadsRows, moveBack, restoreRow, rowOf, type MovedRows } from '../platform/belongings/movedRows.queries.ts'
import type { Trx } from '../platform/db.ts'
import { consents } from '../platform/tables/people.ts'
import { columnsOf } from '../platform/tables/table.ts'
import { addConsents, type NewConsent } from './consents.queries.ts'

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
 * Whether what this merge brought was merged on by hand, and that was not undone: it is to be undone first, or the rows of this one would
 * go to the wrong person.
 */
export async function isWithinAnother(trx: Trx, { contactId, person }: MergeRow): Promise<boolean> {
  const { rows } = await sql`
    select from contact_merges where contact_id = ${contactId} and from_id = ${String(person.into['id'])} and undone_at is null`.execute(
    trx,
  )
  return rows.length > 0
}

/**
 * The thread of the other person as it is now: theirs may have become one with another by itself. A thread whose account was removed is not
 * restored, and one of a member who left belongs to nobody.
 */
async function restorableThread(trx: Trx, { from, into }: Thread, contactId: string): Promise<{ from: Row; intoId: string } | null> {
  const { rows } = await sql<{ hasAccount: boolean; hasMember: boolean; intoId: string | null }>`
    select exists (select from accounts where id = ${from['account_id']}) as "hasAccount",
      exists (select from identity.member where id = ${from['assignee_id'] ?? null}) as "hasMember",
      (select id from conversations where account_id = ${from['account_id']} and contact_id = ${contactId}) as "intoId"`.execute(trx)
  const { hasAccount, hasMember, intoId } = rows[0]!
  if (!hasAccount) return null
  return { from: hasMember ? from : { ...from, assignee_id: null }, intoId: intoId ?? String(into['id']) }
}

/** What a person took back while they were two in one, they took back as both. */
async function copyWithdrawn(trx: Trx, newId: () => string, { from, into }: Pair, since: Date): Promise<void> {
  const { rows } = await sql<NewConsent>`
    select ${columnsOf(consents)} from consents where contact_id = ${into} and not is_given and at >= ${since} order by at, id`.execute(trx)
  await addConsents(
    trx,
    rows.map((row) => ({ ...row, id: newId(), contact_id: from })),
  )
}

/**
 * Undoes a merge: who went is there again with what was theirs; what came since stays with the other. Opt-outs stay on both: who opted out
 * meanwhile meant the person. What was kept of both is forgotten: each may be erased by themselves now. The caller holds the ingest lock.
 */
export async function unmergePeople(trx: Trx, newId: () => string, merge: MergeRow, now: Date): Promise<void> {
  const pair = { from: merge.fromId, into: merge.contactId }
  await restoreRow(trx, 'contacts', merge.person.from)
  await moveBack(trx, merge.moved.contacts, pair)
  // A person has a thread on each account: these are few.
  for (const thread of merge.moved.threads) {
    const restorable = await restorableThread(trx, thread, merge.contactId)
    if (!restorable) continue
    const { from, intoId } = restorable
    await restoreRow(trx, 'conversations', from)
    await moveBack(trx, thread.moved, { from: String(from['id']), into: intoId })
    await sql`
      update conversations f set opted_out_at = coalesce(f.opted_out_at, i.opted_out_at),
        marketing_stopped_at = coalesce(f.marketing_stopped_at, i.marketing_stopped_at)
      from conversations i where f.id = ${String(from['id'])} and i.id = ${intoId}`.execute(trx)
    await sql`update conversations set recipient_id = ${thread.into['recipient_id'] ?? null}
      where id = ${intoId} and recipient_id = ${from['recipient_id'] ?? null}`.execute(trx)
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
  await copyWithdrawn(trx, newId, pair, merge.mergedAt)
  await sql`update contact_merges set undone_at = ${now}, person = '{}', moved = '{}' where id = ${merge.id}`.execute(trx)
}
