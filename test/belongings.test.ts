import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { belongingOf, tables } from '../server/platform/belongings/belongings.ts'
import { makeTestDatabase } from './support/testDatabase.ts'

// The list of what belongs to whom (server/platform/belongings) against the database that the migrations make.

type Row = Record<string, string>
/** Columns that name an owner, whatever their table, with or without a foreign key. */
const ownersOf: Row = { workspace_id: 'workspaces', account_id: 'accounts', contact_id: 'contacts', conversation_id: 'conversations' }
const nameOf = (schema: string) => `case ${schema}.nspname when 'public' then '' else ${schema}.nspname || '.' end`

describe('the list of belongings', () => {
  let database: Awaited<ReturnType<typeof makeTestDatabase>>
  let client: pg.Client
  let columns: { table: string; column: string }[]
  let keys: { table: string; column: string; of: string; removal: string }[]
  beforeAll(async () => {
    database = await makeTestDatabase()
    client = new pg.Client({ connectionString: database.url })
    await client.connect()
    columns = (
      await client.query<{ table: string; column: string }>(`
        select ${nameOf('n')} || c.relname as table, a.attname as column
        from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
          and not a.attisdropped
        where n.nspname in ('public', 'identity') and c.relkind in ('r', 'p') and not c.relispartition`)
    ).rows
    keys = (
      await client.query<{ table: string; column: string; of: string; removal: string }>(`
        select ${nameOf('n')} || c.relname as table, a.attname as column, ${nameOf('m')} || f.relname as of,
          case k.confdeltype when 'c' then 'cascade' when 'n' then 'set null' else 'refused' end as removal
        from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_class f on f.oid = k.confrelid join pg_namespace m on m.oid = f.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum = any(k.conkey) where k.contype = 'f'`)
    ).rows
  })
  afterAll(async () => {
    await client?.end()
    await database?.drop()
  })
  const columnsOf = (table: string) => columns.filter((one) => one.table === table).map((one) => one.column)
  const listed = (table: string) => Object.entries(belongingOf(table).columns)

  test('has every table', () => expect([...tables].toSorted()).toEqual([...new Set(columns.map((one) => one.table))].toSorted()))

  test('has every column that names an owner', () => {
    const naming = columns.filter(({ table, column }) => ownersOf[column] && belongingOf(table).columns[column]?.of !== ownersOf[column])
    expect(naming).toEqual([])
  })

  test('has every foreign key, and what it does when its row is removed', () => {
    for (const { table, column, of, removal } of keys)
      expect({ table, column, ...belongingOf(table).columns[column] }).toMatchObject({ of, removal })
  })

  test('says "cascade" and "set null" only where a foreign key does it', () => {
    const claimed = tables.flatMap((table) =>
      listed(table).flatMap(([column, { removal }]) =>
        removal === 'cascade' || removal === 'set null' ? [{ table, column, removal }] : [],
      ),
    )
    const missing = claimed.filter((one) => !keys.some((key) => key.table === one.table && key.column === one.column))
    expect(missing).toEqual([])
  })

  test.each(tables)('%s: every column that is named is there, and owners stand before what belongs to them', (table) => {
    const { columns: belongs, combined, erase, retention } = belongingOf(table)
    const named = [
      ...Object.keys(belongs),
      ...Object.values(belongs).flatMap(({ removal }) => (typeof removal === 'object' && 'by' in removal ? [removal.by] : [])),
      ...(typeof erase === 'object' && 'blank' in erase ? Object.keys(erase.blank) : []),
      ...(typeof retention === 'object' ? [retention.since] : []),
    ]
    expect(named.filter((column) => !columnsOf(table).includes(column))).toEqual([])
    for (const { of, removal } of Object.values(belongs)) {
      expect(tables.indexOf(of as never), of).toBeLessThan(tables.indexOf(table))
      if (typeof removal === 'object' && 'by' in removal) expect(belongs[removal.by]?.removal, removal.by).toMatch(/^(delete|cascade)$/)
    }
    if (combined) expect(Object.keys(combined).toSorted()).toEqual(columnsOf(table).toSorted())
  })

  test('knows how each column of a person and of a thread is merged', () => {
    for (const table of ['contacts', 'conversations'])
      expect(Object.keys(belongingOf(table).combined ?? {}).length, table).toBeGreaterThan(5)
  })

  test('finds by an index what is deleted with its owner', async () => {
    const { rows } = await client.query<{ table: string; column: string }>(`
      select i.indrelid::regclass::text as table, a.attname as column from pg_index i join pg_attribute a on a.attrelid = i.indrelid
        and a.attnum = i.indkey[0]
      where i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = format('(%s IS NOT NULL)', a.attname)`)
    const deleted = tables.flatMap((table) =>
      listed(table).flatMap(([column, { of, removal }]) => (removal === 'delete' && of !== 'workspaces' ? [{ table, column }] : [])),
    )
    expect(deleted.length).toBeGreaterThan(5)
    for (const one of deleted) expect(rows).toContainEqual(one)
  })
})
