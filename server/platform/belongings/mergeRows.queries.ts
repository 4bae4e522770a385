import { sql, type RawBuilder } from 'kysely'
import { rowsOf, type Trx } from '../db.ts'
import { belongingOf, tables } from './belongings.ts'
import type { Combined, Mergeable, OneOfEach } from './belonging.ts'
import { keysOf, type MovedRows } from './movedRows.queries.ts'

export type Pair = { from: string; into: string }

/**
 * Merges contacts or conversations: everything of `from` then belongs to `into`, which takes over values it lacks, and `from` is deleted.
 * belongings.ts says what happens in each table.
 * In:     pairs in which no row occurs twice; where what moves is noted, so that it can be moved back: of one pair alone. The caller holds
 *         the ingest lock, and has merged conversations before their contacts.
 */
export async function mergeRows(trx: Trx, owner: Mergeable, pairs: Pair[], moved?: MovedRows[]): Promise<void> {
  if (!pairs.length) return
  const given = rowsOf(
    pairs.map(({ from, into }) => ({ from_id: from, into_id: into })),
    'from_id uuid, into_id uuid',
  )
  const moving = tables.flatMap((table) =>
    Object.entries(belongingOf(table).columns).flatMap(([column, belongs]) =>
      belongs.of === owner && 'merge' in belongs ? [{ table, column, merge: belongs.merge }] : [],
    ),
  )
  // A transaction that stores something for one of them locks its row (outbox/sendByHand.ts): nothing is added to a row that is being
  // deleted.
  const ids = pairs.flatMap(({ from, into }) => [from, into])
  await sql`select from ${sql.table(owner)} where id = any(${ids}::uuid[]) order by id for update`.execute(trx)
  // By their threads first: the rows of a thread still refer to it; the threads move afterwards.
  for (const { table, column } of moving.filter(({ merge }) => merge === 'of each thread'))
    await sql`update ${sql.table(table)} t set ${sql.ref(column)} = given.into_id from ${given} join conversations c
      on c.contact_id in (given.from_id, given.into_id)
      where t.conversation_id = c.id and t.${sql.ref(column)} = given.from_id`.execute(trx)
  for (const { table, column, merge } of moving.filter((one) => one.merge !== 'of each thread')) {
    moved?.push(await keysOf(trx, table, column, pairs[0]!, typeof merge === 'object' && 'unite' in merge ? merge.unite : null))
    if (typeof merge === 'object' && 'oneOfEach' in merge)
      for (const one of merge.oneOfEach) await endAllButOne(trx, table, column, one, given)
    if (typeof merge === 'object' && 'unite' in merge) await removeTwins(trx, table, column, merge.unite, given)
    await sql`update ${sql.table(table)} t set ${sql.ref(column)} = given.into_id from ${given}
      where t.${sql.ref(column)} = given.from_id`.execute(trx)
  }
  const changes = Object.entries(belongingOf(owner).combined!).flatMap(([column, how]) =>
    how === 'stays' ? [] : [sql`${sql.ref(column)} = ${combined(column, how)}`],
  )
  await sql`update ${sql.table(owner)} i set ${sql.join(changes)} from ${given} join ${sql.table(owner)} f on f.id = given.from_id
    where i.id = given.into_id`.execute(trx)
  await sql`delete from ${sql.table(owner)} f using ${given} where f.id = given.from_id`.execute(trx)
}

/** SQL: a column of the row that remains, `i`, with what the other one, `f`, brings. */
function combined(column: string, how: Exclude<Combined, 'stays'>): RawBuilder<unknown> {
  const [into, from] = [sql`i.${sql.ref(column)}`, sql`f.${sql.ref(column)}`]
  if (typeof how === 'object') return sql`case when i.${sql.ref(how.fillsWith)} is null then ${from} else ${into} end`
  if (how === 'fills') return sql`coalesce(${into}, ${from})`
  return how === 'latest' ? sql`greatest(${into}, ${from})` : sql`${from} || ${into}`
}

async function endAllButOne(
  trx: Trx,
  table: string,
  column: string,
  { where, by, others, per }: OneOfEach,
  given: RawBuilder<unknown>,
): Promise<void> {
  await sql`
    update ${sql.table(table)} t set ${sql.raw(others)} from (
      select o.id, row_number() over (partition by given.into_id${per ? sql`, o.${sql.ref(per)}` : sql``} order by ${sql.raw(by)}) as place
      from ${given} join ${sql.table(table)} o on o.${sql.ref(column)} in (given.from_id, given.into_id) where ${sql.raw(where)}) ranked
    where t.id = ranked.id and ranked.place > 1`.execute(trx)
}

async function removeTwins(trx: Trx, table: string, column: string, by: string, given: RawBuilder<unknown>): Promise<void> {
  await sql`
    delete from ${sql.table(table)} t using ${given} join ${sql.table(table)} o on o.${sql.ref(column)} = given.into_id
    where t.${sql.ref(column)} = given.from_id and t.${sql.ref(by)} = o.${sql.ref(by)}`.execute(trx)
}
