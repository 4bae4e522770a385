import { sql } from 'kysely'
import type { Db } from '../../server/platform/db.ts'

/** The names of all tables of the product. */
export async function tablesOf(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('public', 'identity') and table_type = 'BASE TABLE' order by 1`.execute(db)
  return rows.map(({ name }) => name)
}

/** The tables with a row that has this text. In: `but`: tables that are left out. */
export async function tablesWith(db: Db, text: string, but?: RegExp): Promise<string[]> {
  const each = (await tablesOf(db))
    .filter((name) => !but?.test(name))
    .map((name) => sql`select ${name} as name from ${sql.raw(name)} t where t::text like ${`%${text}%`}`)
  const { rows } = await sql<{ name: string }>`select distinct name from (${sql.join(each, sql` union all `)}) found`.execute(db)
  return rows.map(({ name }) => name).toSorted()
}
