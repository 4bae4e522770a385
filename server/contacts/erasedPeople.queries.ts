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
 * Erases people, and keeps marks of their ids: what they did until now is refused when it is delivered or read again (`findErased`).
 * In:     contacts. The caller holds the ingest lock, so that no event of theirs is stored meanwhile.
 */
export async function erasePeople(trx: Trx, deps: Deps, contactIds: readonly string[], now: Date): Promise<void> {
  if (!contactIds.length) return
  const key = await keyOf(deps)
  const { rows } = await sql<{ account_id: string; value: string; workspace_id: string }>`
    select account_id, value, workspace_id from contact_identifiers where contact_id = any(${contactIds}::uuid[])
    order by account_id, value`.execute(trx)
  const marks = rows.map(({ account_id, value, workspace_id }) => ({
    account_id,
    mark: markOf(key, account_id, value),
    workspace_id,
    erased_at: now,
  }))
  await eraseContacts(trx, contactIds)
  if (marks.length)
    await sql`insert into erased_people (${columnsOf(erasedPeople)}) select * from ${rowsOf(marks, typesOf(erasedPeople))}
      on conflict (account_id, mark) do update set erased_at = excluded.erased_at`.execute(trx)
}

/** Something a person did: `ids` are all that it names them by. */
export type Act = { accountId: string; ids: readonly string[]; at: Date }

/** Finds what erased people did before they were erased. Out: those of `acts`. */
export async function findErased<T extends Act>(db: Db | Trx, deps: Deps, acts: readonly T[]): Promise<Set<T>> {
  if (!acts.length) return new Set()
  const key = await keyOf(deps)
  const marks = acts.flatMap(({ accountId, ids }, at) =>
    ids.map((value) => ({ at, account_id: accountId, mark: markOf(key, accountId, value) })),
  )
  const { rows } = await sql<{ at: number; erasedAt: Date }>`
    select given.at, e.erased_at as "erasedAt" from ${rowsOf(marks, 'at integer, account_id uuid, mark text')}
    join erased_people e on e.account_id = given.account_id and e.mark = given.mark`.execute(db)
  return new Set(rows.flatMap(({ at, erasedAt }) => (acts[at]!.at <= erasedAt ? [acts[at]!] : [])))
}

const marksAtOnce = 1_000

/** Deletes marks of people who were erased before a time. Out: whether there may be more. */
export async function removeOldMarks(db: Db, before: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from erased_people where (account_id, mark) in (
      select account_id, mark from erased_people where erased_at < ${before} limit ${sql.lit(marksAtOnce)} for update skip locked)`.execute(
    db,
  )
  return Number(numAffectedRows) === marksAtOnce
}

/** Whether the caller sees this person. */
export async function hasContact(trx: Trx, id: string): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`select exists (select from contacts where id = ${id}) as exists`.execute(trx)
  return rows[0]!.exists
}
