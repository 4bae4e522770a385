import { randomUUID } from 'node:crypto'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { belongingOf, tables } from '../server/platform/belongings/belongings.ts'
import { eraseContacts } from '../server/platform/belongings/eraseContacts.queries.ts'
import { ofPeople } from '../server/platform/belongings/ofPeople.ts'
import type { Db } from '../server/platform/db.ts'
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
      ...(typeof erase === 'object' && 'blank' in erase ? [...Object.keys(erase.blank), ...Object.keys(erase.made)] : []),
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

  test('an erased person is in no table that leads to a person, each with a row in which every text is theirs', async () => {
    const marked = 'planted value of a person'
    const { rows: types } = await client.query<{ table: string; column: string; type: string; isMade: boolean; choice: string | null }>(`
      select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type, a.attidentity <> '' or a.attgenerated <> '' as "isMade",
        (select (regexp_match(pg_get_constraintdef(k.oid), 'ANY \\(ARRAY\\[''([^'']+)'''))[1] from pg_constraint k
          where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum] limit 1) as choice
      from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where c.relkind in ('r', 'p')`)
    const ofPerson = tables.filter((table) => ofPeople(table, []) && table !== 'conversations' && table !== 'contacts')
    const planted = ['contacts', 'conversations', ...ofPerson]
    const kept = planted.filter((table) => typeof belongingOf(table).erase === 'object')
    expect(kept).toEqual(['events'])
    const { blank, made } = belongingOf('events').erase as { blank: object; made: object }
    const changed = [...Object.keys(blank), ...Object.keys(made)]
    // What stays of an event names nobody: a post, words of our own.
    const namesNobody = ['kind', 'media_id', 'outcome', 'silence']

    /** A person with a row in each table, in which every text and every JSON is `value`. */
    async function plant(value: string): Promise<string> {
      const ids = new Map<string, string>()
      const idOf = (table: string) => ids.get(table) ?? ids.set(table, randomUUID()).get(table)!
      for (const table of planted) {
        const row = types
          .filter((one) => one.table === table && !one.isMade)
          .map(({ column, type, choice }) => {
            const owner = belongingOf(table).columns[column]?.of
            const text = table === 'events' && namesNobody.includes(column) ? randomUUID() : (choice ?? value)
            if (table === 'deliveries' && column === 'completed_at') return { column, given: null }
            if (owner || column === 'id') return { column, given: idOf(owner ?? table) }
            if (type === 'uuid') return { column, given: randomUUID() }
            if (type === 'text') return { column, given: column.endsWith('_key') || column === 'token' ? `${text} ${randomUUID()}` : text }
            if (type.startsWith('json')) return { column, given: JSON.stringify({ text: value }) }
            if (type.startsWith('timestamp')) return { column, given: new Date() }
            if (type.endsWith('[]')) return { column, given: '{}' }
            return { column, given: type === 'boolean' ? false : type === 'bytea' ? Buffer.from(value) : 1 }
          })
        const places = row.map((_, at) => `$${at + 1}`).join(', ')
        const names = row.map(({ column }) => client.escapeIdentifier(column)).join(', ')
        await client.query(
          `insert into ${table} (${names}) values (${places})`,
          row.map(({ given }) => given),
        )
      }
      return idOf('contacts')
    }
    const found = async (value: string) => {
      const held = []
      for (const table of planted)
        if ((await client.query(`select from ${table} t where t::text like $1`, [`%${value}%`])).rowCount) held.push(table)
      return held
    }
    // Foreign keys of what is not planted, such as workspaces, do not matter here.
    await client.query('set session_replication_role = replica')
    const person = await plant(marked)
    await plant('somebody else')
    await client.query('set session_replication_role = origin')
    const before = await found(marked)
    expect(
      planted.filter((table) => !before.includes(table)),
      'tables without a text of a person',
    ).toEqual(['conversation_reads', 'conversation_viewers', 'contact_tags'])
    const texts = types.filter(({ table, type }) => table === 'events' && /^(text|json)/.test(type)).map(({ column }) => column)
    expect(texts.filter((column) => !changed.includes(column)).toSorted()).toEqual(namesNobody)

    const others = await found('somebody else')
    const pool = new pg.Pool({ connectionString: database.url, max: 1 })
    // Ending a pool does not wait until its connections are closed, and the database is dropped.
    pool.on('error', () => {})
    const db = new Kysely({ dialect: new PostgresDialect({ pool }) }) as unknown as Db
    try {
      await db.transaction().execute(async (trx) => {
        await sql`set local session_replication_role = origin`.execute(trx)
        await eraseContacts(trx, [person])
      })
    } finally {
      await db.destroy()
    }
    expect(await found(marked)).toEqual([])
    expect(await found('somebody else')).toEqual(others)
  })
})
