import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql, type RawBuilder } from 'kysely'
import { expect, test } from 'vitest'
import { bigint, boolean, columnsOf, jsonb, rowFrom, selected, table, text, timestamptz, typesOf, uuid, without } from './table.ts'

const db = new Kysely<never>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (of) => new PostgresIntrospector(of),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})
const written = (part: RawBuilder<unknown>) => part.compile(db).sql

const boats = table('boats', {
  id: uuid,
  seq: bigint.made,
  owner_id: uuid.orNull,
  is_afloat: boolean.withDefault,
  sank_at: timestamptz.orNull.later,
  cargo: jsonb<string[]>(),
  name: text,
})

test('a new row has what the program fills: not what the database makes, its defaults, or what is written later', () => {
  expect(written(columnsOf(boats))).toBe('id, owner_id, cargo, name')
  expect(typesOf(boats)).toBe('id uuid, owner_id uuid, cargo jsonb, name text')
})

test('a column of a new row may be made within the statement', () =>
  expect(written(sql`select ${columnsOf(boats, { name: sql`upper(name)` })}`)).toBe('select id, owner_id, cargo, upper(name)'))

test('columns are selected under the names that the program has for them', () => {
  expect(written(selected(boats, 'b'))).toBe(
    'b.id, b.seq, b.owner_id as "ownerId", b.is_afloat as "isAfloat", b.sank_at as "sankAt", b.cargo, b.name',
  )
  expect(written(selected(boats, '', ['id', 'sank_at']))).toBe('id, sank_at as "sankAt"')
  expect(without(boats, 'seq', 'cargo')).toEqual(['id', 'owner_id', 'is_afloat', 'sank_at', 'name'])
})

test('a row is made of what the program calls by its own names, and of nothing else it has', () => {
  const boat = { id: 'one', ownerId: null, cargo: ['tea'], name: 'Ada', isAfloat: true }
  expect(rowFrom(boats, boat)).toEqual({ id: 'one', owner_id: null, cargo: ['tea'], name: 'Ada' })
})
