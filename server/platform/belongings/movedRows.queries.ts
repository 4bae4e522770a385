import { sql } from 'kysely'
import type { Trx } from '../db.ts'
import { belongingOf, tables } from './belongings.ts'
import type { Pair } from './mergeRows.queries.ts'

type Key = Record<string, unknown>
/**
 * The rows of a table that a merge moves by one column: the other columns of their keys. `twins`: those of which the one that remains had
 * its like, so that they went away.
 */
export type MovedRows = { table: string; column: string; keys: Key[]; twins: Key[] }

/** SQL: the primary key of row `t`, as JSON, without a column of it. */
async function keyOf(trx: Trx, table: string, without: string) {
  const { rows } = await sql<{ name: string }>`
    select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indrelid = ${table}::regclass and i.indisprimary order by 1`.execute(trx)
  const names = rows.map((row) => row.name).filter((name) => name !== without)
  return sql`jsonb_build_object(${sql.join(names.flatMap((name) => [sql`${sql.lit(name)}::text`, sql`t.${sql.ref(name)}`]))})`
}

/** Notes the rows that a merge is about to move. In: `unite`: the column by which they have their like. */
export async function keysOf(trx: Trx, table: string, column: string, { from, into }: Pair, unite: string | null): Promise<MovedRows> {
  const key = await keyOf(trx, table, column)
  const isTwin = unite
    ? sql`exists (select from ${sql.table(table)} o where o.${sql.ref(column)} = ${into} and o.${sql.ref(unite)} = t.${sql.ref(unite)})`
    : sql`false`
  const { rows } = await sql<{ key: Key; isTwin: boolean }>`
    select ${key} as key, ${isTwin} as "isTwin" from ${sql.table(table)} t where t.${sql.ref(column)} = ${from}`.execute(trx)
  const of = (twins: boolean) => rows.filter((row) => row.isTwin === twins).map((row) => row.key)
  return { table, column, keys: of(false), twins: of(true) }
}

/** The row of a contact or a conversation, to be restored by `restoreRow`. */
export async function rowOf(trx: Trx, table: 'contacts' | 'conversations', id: string): Promise<Key> {
  const { rows } = await sql<{ row: Key }>`select to_jsonb(t) as row from ${sql.table(table)} t where id = ${id}`.execute(trx)
  return rows[0]!.row
}

/** Inserts a row again, as `rowOf` gave it. */
export async function restoreRow(trx: Trx, table: 'contacts' | 'conversations', row: Key): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`.execute(trx)
  // A column that was added since has its default.
  const columns = sql.join(rows.filter(({ name }) => name in row).map(({ name }) => sql.ref(name)))
  await sql`insert into ${sql.table(table)} (${columns}) overriding system value
    select ${columns} from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(row)}::jsonb)`.execute(trx)
}

/** Moves rows back to who had them before a merge; rows that are gone, or went to somebody else, stay. */
export async function moveBack(trx: Trx, moved: readonly MovedRows[], { from, into }: Pair): Promise<void> {
  for (const { table, column, keys, twins } of moved) {
    if (!keys.length && !twins.length) continue
    const key = await keyOf(trx, table, column)
    const among = (some: Key[]) => sql`${key} in (select jsonb_array_elements(${JSON.stringify(some)}::jsonb))`
    await sql`update ${sql.table(table)} t set ${sql.ref(column)} = ${from}
      where t.${sql.ref(column)} = ${into} and ${among(keys)}`.execute(trx)
    if (twins.length)
      await sql`insert into ${sql.table(table)} select (jsonb_populate_record(null::${sql.table(table)},
        to_jsonb(t) || jsonb_build_object(${column}::text, ${from}::uuid))).* from ${sql.table(table)} t
        where t.${sql.ref(column)} = ${into} and ${among(twins)}`.execute(trx)
  }
}

/** Gives the rows of a person's threads to them, where a thread came back with rows of another. */
export async function giveThreadsRows(trx: Trx, { from, into }: Pair): Promise<void> {
  for (const table of tables)
    for (const [column, belongs] of Object.entries(belongingOf(table).columns))
      if ('merge' in belongs && belongs.merge === 'of each thread')
        await sql`update ${sql.table(table)} t set ${sql.ref(column)} = ${from} from conversations c
          where c.contact_id = ${from} and t.conversation_id = c.id and t.${sql.ref(column)} = ${into}`.execute(trx)
}
