import { sql } from 'kysely'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'

export type NewBody = { receivedAt: Date; source: string; accountHint: string | null; body: Buffer }
export type KeptBody = { id: number; receivedAt: Date; accountHint: string | null; body: Buffer }

/** Keeps raw bodies in one statement and one commit. `$4` goes as hex text, which was no slower than binary. */
export async function keepBodies(db: Db, bodies: NewBody[]): Promise<void> {
  await sql`
    insert into bodies (received_at, source, account_hint, body)
    select * from unnest(
      ${bodies.map((one) => one.receivedAt)}::timestamptz[], ${bodies.map((one) => one.source)}::text[],
      ${bodies.map((one) => one.accountHint)}::uuid[], ${bodies.map((one) => one.body)}::bytea[])`.execute(db)
}

export async function findKeptBodies(trx: Trx, limit: number): Promise<KeptBody[]> {
  const { rows } = await sql<KeptBody>`
    select id, received_at as "receivedAt", account_hint as "accountHint", body
    from bodies where state = 'kept' order by id limit ${limit}`.execute(trx)
  return rows
}

/** In: per body whether it could be read, and what could not be used and why. */
export async function markBodiesRead(
  trx: Trx,
  bodies: { id: number; receivedAt: Date; state: 'read' | 'unread'; notes: string[] }[],
): Promise<void> {
  if (!bodies.length) return
  const given = bodies.map((one) => ({
    id: one.id,
    received_at: one.receivedAt,
    state: one.state,
    notes: one.notes.length ? one.notes : null,
  }))
  await sql`
    update bodies set state = given.state, notes = given.notes
    from ${rowsOf(given, 'id bigint, received_at timestamptz, state text, notes jsonb')}
    where bodies.id = given.id and bodies.received_at = given.received_at`.execute(trx)
}
