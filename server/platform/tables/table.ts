import { sql, type ColumnType, type Generated, type RawBuilder } from 'kysely'

/**
 * Who fills a column of a new row: the program, that always names it; the database (an identity); its default, unless named; or nobody yet,
 * since it is written later.
 */
type FilledBy = 'program' | 'database' | 'default' | 'later'

/** `type`: as PostgreSQL calls it. `is`: what comes out of a row, and what is put into one; for the types alone. */
type AnyColumn = {
  readonly type: string
  readonly isNullable: boolean
  readonly by: FilledBy
  readonly isJson: boolean
  readonly is?: { out: unknown; in: unknown }
}
type Column<Out, In, By extends FilledBy, Json extends boolean> = {
  readonly type: string
  readonly isNullable: boolean
  readonly by: By
  readonly isJson: Json
  readonly is?: { out: Out; in: In }
  readonly orNull: Column<Out | null, In | null, By, Json>
  readonly made: Column<Out, In, 'database', Json>
  readonly withDefault: Column<Out, In, 'default', Json>
  readonly later: Column<Out, In, 'later', Json>
  /** With a narrower type, which the database does not know or checks by itself. */
  as<Narrow extends Out>(): Column<Narrow, Narrow, By, Json>
}

function column<Out, In, By extends FilledBy, Json extends boolean>(
  type: string,
  by: By,
  isJson: Json,
  isNullable = false,
): Column<Out, In, By, Json> {
  return {
    type,
    isNullable,
    by,
    isJson,
    get orNull() {
      return column<Out | null, In | null, By, Json>(type, by, isJson, true)
    },
    get made() {
      return column<Out, In, 'database', Json>(type, 'database', isJson, isNullable)
    },
    get withDefault() {
      return column<Out, In, 'default', Json>(type, 'default', isJson, isNullable)
    },
    get later() {
      return column<Out, In, 'later', Json>(type, 'later', isJson, isNullable)
    },
    as: <Narrow extends Out>() => column<Narrow, Narrow, By, Json>(type, by, isJson, isNullable),
  }
}

const plain = <Type>(type: string) => column<Type, Type, 'program', false>(type, 'program', false)
export const uuid = plain<string>('uuid')
export const text = plain<string>('text')
export const boolean = plain<boolean>('boolean')
export const smallint = plain<number>('smallint')
export const integer = plain<number>('integer')
export const bigint = plain<number>('bigint')
export const timestamptz = plain<Date>('timestamptz')
export const bytea = plain<Buffer>('bytea')
/** In: the type of an item, as PostgreSQL calls it. */
export const arrayOf = <Item>(type: 'text' | 'uuid' | 'integer') => plain<Item[]>(`${type}[]`)
/** `In`: what may be put in, where that is less than what comes out. */
export const json = <Out, In = Out>() => column<Out, In, 'program', true>('json', 'program', true)
export const jsonb = <Out, In = Out>() => column<Out, In, 'program', true>('jsonb', 'program', true)

/** The one declaration of a table: its row types, the columns that are inserted and those that are selected are taken from it. */
export type Table<Columns extends Record<string, AnyColumn> = Record<string, AnyColumn>> = {
  readonly name: string
  readonly columns: Columns
  /** The columns of a new row, in order. */
  readonly inserted: readonly string[]
}

/** In: the columns in the order in which they are inserted. test/schema compares them with the database. */
export function table<Columns extends Record<string, AnyColumn>>(name: string, columns: Columns): Table<Columns> {
  return { name, columns, inserted: Object.keys(columns).filter((one) => columns[one]!.by === 'program') }
}

type Name<T extends Table> = keyof T['columns'] & string
type Out<T extends Table, N extends Name<T>> = NonNullable<T['columns'][N]['is']>['out']
type In<T extends Table, N extends Name<T>> = NonNullable<T['columns'][N]['is']>['in']
type InsertedName<T extends Table> = { [N in Name<T>]: T['columns'][N]['by'] extends 'program' ? N : never }[Name<T>]
type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S

/** A new row, as it is inserted. */
export type NewRow<T extends Table> = { [N in InsertedName<T>]: In<T, N> }
/** A row as `selected` gives it. */
export type Selected<T extends Table, N extends Name<T> = Name<T>> = { [One in N as Camel<One>]: Out<T, One> }
/** The table as Kysely knows it. jsonb goes in as text and comes out parsed. */
export type KyselyTable<T extends Table> = { [N in Name<T>]: KyselyColumn<T['columns'][N], Out<T, N>> }
type KyselyColumn<C extends AnyColumn, Type> = C['isJson'] extends true
  ? ColumnType<
      Type,
      (C['by'] extends 'default' ? undefined : never) | (null extends Type ? string | null : string),
      null extends Type ? string | null : string
    >
  : C['by'] extends 'default' | 'database'
    ? Generated<Type>
    : Type

/**
 * SQL: the columns of a new row, for `insert into t (${columnsOf(t)}) select ${columnsOf(t, …)} from …`.
 * In: `instead`: what stands in the place of a column when the row is selected.
 */
export function columnsOf<T extends Table>(of: T, instead: Partial<Record<Name<T>, RawBuilder<unknown>>> = {}): RawBuilder<unknown> {
  return sql.join(of.inserted.map((name) => instead[name as Name<T>] ?? sql.raw(name)))
}

/** Columns with their types, for `rowsOf`: those of a new row, or those named. */
export const typesOf = <T extends Table>(of: T, names: readonly Name<T>[] = of.inserted): string =>
  names.map((name) => `${name} ${of.columns[name]!.type}`).join(', ')

const camelOf = (name: string): string => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

/**
 * SQL: columns under the names that the program has for them, `e.account_id as "accountId"`. In: the alias of the table, or ''; which
 * columns, or all.
 */
export const selected = <T extends Table>(of: T, alias: string, names: readonly Name<T>[] = Object.keys(of.columns)): RawBuilder<unknown> =>
  sql.raw(names.map((name) => `${alias && `${alias}.`}${name}${camelOf(name) === name ? '' : ` as "${camelOf(name)}"`}`).join(', '))

/** A new row of what the program calls by its own names, as `selected` gives it. */
export const rowFrom = <T extends Table>(of: T, shown: { [N in InsertedName<T> as Camel<N>]: In<T, N> }): NewRow<T> =>
  Object.fromEntries(of.inserted.map((name) => [name, (shown as Record<string, unknown>)[camelOf(name)]])) as NewRow<T>

/** All columns but these. */
export const without = <T extends Table, N extends Name<T>>(of: T, ...names: N[]): Exclude<Name<T>, N>[] =>
  (Object.keys(of.columns) as Name<T>[]).filter((name): name is Exclude<Name<T>, N> => !(names as string[]).includes(name))
