import { sql } from 'kysely'
import type { Signer } from '../model/signer.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { bodies, type BodyNote } from '../platform/tables/bodies.ts'
import { columnsOf, selected, typesOf, type Selected } from '../platform/tables/table.ts'

export type NewBody = { receivedAt: Date; source: string; accountHint: string | null; signer: Signer; body: Buffer }
/** A stored payload: its batch `id` (docs/decisions/0020-pages-of-bodies.md) and its `place` in the batch. */
export type StoredBody = { id: number; place: number; receivedAt: Date; accountHint: string | null; signer: Signer | null; body: Buffer }
/** A payload that was parsed: its state, and what could not be used and why. */
export type ReadBody = Pick<StoredBody, 'id' | 'place' | 'receivedAt'> & Pick<BodyNote, 'state' | 'notes'>

/**
 * Stores payloads in one commit and one row, a batch: a row costs the same for one payload as for 64. Their bytes are stored unchanged, not
 * as text.
 */
export async function storeBodies(db: Db, given: NewBody[]): Promise<void> {
  await sql`
    insert into bodies (${columnsOf(bodies)})
    values (${given[0]!.receivedAt}, ${given.map((one) => one.source)}::text[], ${given.map((one) => one.accountHint)}::uuid[],
      ${given.map((one) => one.signer)}::text[], ${given.map((one) => one.body.length)}::integer[],
        ${given.length === 1 ? given[0]!.body : Buffer.concat(given.map((one) => one.body))}::bytea)`.execute(db)
}

/** The most bytes to read in one round: whole batches, at least one. */
export const bytesAtOnce = 4 * 1024 * 1024

const read = ['id', 'received_at', 'account_hints', 'signers', 'lengths', 'body', 'taken'] as const
type Page = Selected<typeof bodies, (typeof read)[number]>

/** Unread payloads in the order in which they were stored, at most `limit`; only from batch `from` on. */
export async function findUnreadBodies(trx: Trx, limit: number, from = 0): Promise<StoredBody[]> {
  if (limit === 0) return []
  const { rows } = await sql<Page>`
    select ${selected(bodies, '', read)}
    from (
      select *, sum(cardinality(lengths) - taken) over (order by id) - (cardinality(lengths) - taken) as before,
        sum(octet_length(body)) over (order by id) - octet_length(body) as bytes_before
      from (select * from bodies where taken < cardinality(lengths) and id >= ${from} order by id limit ${limit}) first) page
    where before < ${limit} and bytes_before < ${bytesAtOnce} order by id`.execute(trx)
  return rows.flatMap(bodiesOf).slice(0, limit)
}

function bodiesOf({ id, receivedAt, accountHints, signers, lengths, body, taken }: Page): StoredBody[] {
  let end = 0
  return lengths
    .map((length, place) => ({
      id,
      place,
      receivedAt,
      accountHint: accountHints[place] ?? null,
      signer: signers[place] ?? null,
      body: body.subarray(end, (end += length)),
    }))
    .slice(taken)
}

/** Marks payloads as read. In: from each batch the next ones, in their order. */
export async function markBodiesRead(trx: Trx, given: ReadBody[]): Promise<void> {
  const pages = new Map<number, { id: number; received_at: Date; taken: number; notes: BodyNote[] }>()
  for (const { id, place, receivedAt, state, notes } of given) {
    const page = pages.get(id) ?? { id, received_at: receivedAt, taken: 0, notes: [] }
    page.taken = place + 1
    if (notes.length) page.notes.push({ place, state, notes })
    pages.set(id, page)
  }
  if (!pages.size) return
  await sql`
    update bodies set taken = given.taken, notes = case when jsonb_array_length(given.notes) > 0
      then coalesce(bodies.notes, '[]') || given.notes else bodies.notes end
    from ${rowsOf([...pages.values()], typesOf(bodies, ['id', 'received_at', 'taken', 'notes']))}
    where bodies.id = given.id and bodies.received_at = given.received_at`.execute(trx)
}
