import type { RetentionKind } from '../../model/retention.ts'

/** Tables whose rows own others. */
export type Owner = 'workspaces' | 'accounts' | 'contacts' | 'conversations'
/** Tables of which two rows may be merged. */
export type Mergeable = 'contacts' | 'conversations'

/**
 * What becomes of a row when the one that its column names is removed.
 * - `cascade`, `set null`: its foreign key does it.
 * - `delete`: it is deleted by this column (removeWithBelongings.queries.ts).
 * - `by`: it is deleted by that other column, which leads to the same owner and has an index.
 * - `stays`: it is left alone, and why.
 */
export type Removal = 'cascade' | 'set null' | 'delete' | { by: string } | { stays: string }

/** Of several rows one stays as it is (`Merge`). */
export type OneOfEach = { where: string; by: string; others: string; per?: string }

/**
 * What becomes of a row when its person or thread turns out to be the same as another (mergeRows.queries.ts).
 * - `move`: it belongs to the one that remains.
 * - `of each thread`: likewise; the rows are found by their threads, since this column has no index.
 * - `oneOfEach`: moves; of the rows `where`, only the first `by` stays as it is, and the others are set to `others`; `per`: the first of
 *   each value of that column.
 * - `unite`: likewise, but a row of which the one that remains has its like, by that column, goes away.
 * - `combine`: where the one that remains has such a row on the same account, both become one first (`combined` of that table); others
 *   move.
 */
export type Merge = 'move' | 'of each thread' | 'combine' | { oneOfEach: readonly OneOfEach[] } | { unite: string }

/**
 * A column that says whose a row is, or what row of another table it goes with. `of`: the table it names.
 * Columns of contacts and conversations say what a merge does to them.
 */
export type Belongs = { of: Mergeable; removal: Removal; merge: Merge } | { of: string; removal: Removal }

/**
 * How a column of two rows that become one is made of both.
 * - `stays`: as the remaining row has it. - `fills`: the other's, where the remaining row has none.
 * - `fillsWith`: the other's, where the remaining row has none in that column.
 * - `latest`: the later time. - `joined`: all keys of both; the remaining row's where both have one.
 */
export type Combined = 'stays' | 'fills' | 'latest' | 'joined' | { fillsWith: string }

/**
 * What erasing a person does to their rows: deletes them; gives some columns the value that says nothing (`blank`), others what SQL makes
 * of them (`made`), and keeps the rest for a reason, but deletes those `deleteWhere`; or finds no personal data.
 */
export type Erase =
  | 'delete'
  | { blank: Record<string, string | null>; made: Record<string, string>; keep: string; deleteWhere?: string }
  | { nothing: string }

/** Which export contains the rows: a person's, a workspace's, or neither (secrets, and internal data). */
export type Exported = 'person' | 'workspace' | 'never'

/**
 * How long rows are stored.
 * - `owner`: as long as what they belong to; people and leads, until they are removed.
 * - `kind`: for the days that their workspace says of it (model/retention.ts), counted from that column (removeExpired.queries.ts).
 *   `where`: only such rows are removed; `by`: the index that finds the oldest: of their numbers, or of the times in `since`.
 * - `days`: for so many days, which the module that owns the table sees to.
 * - `until`: removed by the module that owns the table, as is said there.
 */
export type Retention =
  | 'owner'
  | { since: string; kind: RetentionKind; by: 'seq' | 'since'; where?: string }
  | { since: string; days: number }
  | { since: string; until: string }

export type Belonging = {
  columns: Record<string, Belongs>
  /** For a table whose rows are merged: every column of it. */
  combined?: Record<string, Combined>
  erase: Erase
  exported: Exported
  retention: Retention
}

export const workspace = (removal: Removal): Belongs => ({ of: 'workspaces', removal })
export const account = (removal: Removal): Belongs => ({ of: 'accounts', removal })
export const noPerson = { nothing: 'it says nothing about a person' } as const
