import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

// One process at a time reads and decides, so that what happened in one conversation is decided in its order.
// The turn ends with the transaction, or with the connection of a process that was killed.
const turn = sql`7250002`

export async function tryReadersTurn(trx: Trx): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${turn}) as mine`.execute(trx)
  return rows[0]!.mine
}

/** Waits for the turn: for writes that must not happen in the middle of a decision. */
export async function waitForReadersTurn(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${turn})`.execute(trx)
}
