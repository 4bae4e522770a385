import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { eraseContacts } from '../platform/belongings/eraseContacts.queries.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { instanceSecret } from '../platform/instanceSecret.queries.ts'
import { erasedPeople } from '../platform/tables/erasedPeople.ts'
import { columnsOf, typesOf } from '../platform/tables/table.ts'
import type { Vault } from '../platform/vault.queries.ts'

type Deps = { system: Db; vault: Vault }

const keys = new WeakMap<Vault, Promise<string>>()
/** The key of the marks, created once. It is committed before anything is marked with it. */
function keyOf({ system, vault }: Deps): Promise<string> {
  const key = keys.get(vault) ?? instanceSecret(vault, system, 'erased_people')
  keys.set(vault, key)
  key.catch(() => keys.delete(vault))
  return key
}

/** Without the key nobody can find out whose mark it is by trying all ids. */
const markOf = (key: string, accountId: string, value: string): string =>
  createHmac('sha256', key).update(`${accountId}/${value}`).digest('base64url')

/**
 * Erases people, and keeps marks of their ids: what they did until now is refused when it is delivered or read again (`findErased`), and
 * who had opted out stays so (`findOptedOut`).
 * In:     contacts. The caller holds the ingest lock, so that no event of theirs is stored meanwhile.
 * Out:    whether a mark says that somebody opted out; such a mark is kept without an end.
 */
export async function erasePeople(trx: Trx, deps: Deps, contactIds: readonly string[], now: Date): Promise<boolean> {
  if (!contactIds.length) return false
  const key = await keyOf(deps)
  const { rows } = await sql<{ account_id: string; value: string; workspace_id: string; opted_out_at: Date | null }>`
    select i.account_id, i.value, i.workspace_id, c.opted_out_at from contact_identifiers i
    left join conversations c on c.account_id = i.account_id and c.contact_id = i.contact_id
    where i.contact_id = any(${contactIds}::uuid[]) order by i.account_id, i.value`.execute(trx)
  const marks = rows.map(({ account_id, value, workspace_id, opted_out_at }) => ({
    account_id,
    mark: markOf(key, account_id, value),
    workspace_id,
    erased_at: now,
    opted_out_at,
  }))
  await eraseContacts(trx, contactIds)
  if (marks.length)
    await sql`insert into erased_people (${columnsOf(erasedPeople)}) select * from ${rowsOf(marks, typesOf(erasedPeople))}
      on conflict (account_id, mark) do update set erased_at = excluded.erased_at, opted_out_at = excluded.opted_out_at`.execute(trx)
  return rows.some((row) => row.opted_out_at !== null)
}

/** Whether a person opted out on some account, so that an erase would keep a mark of it. */
export async function hasOptedOut(trx: Trx, contactId: string): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`
    select exists (select from conversations where contact_id = ${contactId} and opted_out_at is not null) as exists`.execute(trx)
  return rows[0]!.exists
}

/** A person who is met for the first time, by all ids that are known of them. */
export type Met = { accountId: string; ids: readonly string[] }

/** Finds who had opted out before they were erased. Out: those of `people`, with the time. */
export async function findOptedOut<T extends Met>(trx: Trx, deps: Deps, people: readonly T[]): Promise<Map<T, Date>> {
  if (!people.length) return new Map()
  const { rows } = await sql<{ at: number; optedOutAt: Date }>`
    select given.at, max(e.opted_out_at) as "optedOutAt" from ${rowsOf(marksOf(await keyOf(deps), people), marksGiven)}
    join erased_people e on e.account_id = given.account_id and e.mark = given.mark
    where e.opted_out_at is not null group by given.at`.execute(trx)
  return new Map(rows.map(({ at, optedOutAt }) => [people[at]!, optedOutAt]))
}

const marksGiven = 'at integer, account_id uuid, mark text'
const marksOf = (key: string, people: readonly Met[]) =>
  people.flatMap(({ accountId, ids }, at) => ids.map((value) => ({ at, account_id: accountId, mark: markOf(key, accountId, value) })))

/** Something a person did: `ids` are all that it names them by. */
export type Act = Met & { at: Date }

/** Finds what erased people did before they were erased. Out: those of `acts`. */
export async function findErased<T extends Act>(db: Db | Trx, deps: Deps, acts: readonly T[]): Promise<Set<T>> {
  if (!acts.length) return new Set()
  const { rows } = await sql<{ at: number; erasedAt: Date }>`
    select given.at, e.erased_at as "erasedAt" from ${rowsOf(marksOf(await keyOf(deps), acts), marksGiven)}
    join erased_people e on e.account_id = given.account_id and e.mark = given.mark`.execute(db)
  return new Set(rows.flatMap(({ at, erasedAt }) => (acts[at]!.at <= erasedAt ? [acts[at]!] : [])))
}

const marksAtOnce = 1_000

/** Deletes marks of people who were erased before a time, unless they had opted out. Out: whether there may be more. */
export async function removeOldMarks(db: Db, before: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from erased_people where (account_id, mark) in (
      select account_id, mark from erased_people where erased_at < ${before} and opted_out_at is null limit ${sql.lit(marksAtOnce)}
      for update skip locked)`.execute(db)
  return Number(numAffectedRows) === marksAtOnce
}

/** Whether the caller sees this person. */
export async function hasContact(trx: Trx, id: string): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`select exists (select from contacts where id = ${id}) as exists`.execute(trx)
  return rows[0]!.exists
}

/** Marks of whatever names people of a workspace beside their ids, such as addresses: nobody reads from a mark whose it is. */
export async function markValues(deps: Deps, workspaceId: string, values: readonly string[]): Promise<string[]> {
  const key = await keyOf(deps)
  return values.map((value) => markOf(key, workspaceId, value))
}
