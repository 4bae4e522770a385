import { sql } from 'kysely'
import { advisoryLocks } from '../platform/advisoryLocks.ts'
import type { Trx } from '../platform/db.ts'

// The ingest lock: one process at a time parses and decides, so that the events of a conversation are decided in their order. An advisory
// lock that ends with its transaction, or with the connection of a killed process.
const ingestLock = sql.lit(advisoryLocks.ingest)

/** Takes the ingest lock if it is free. Returns false at once when another process holds it. */
export async function tryLockIngest(trx: Trx): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_xact_lock(${ingestLock}) as mine`.execute(trx)
  return rows[0]!.mine
}

/** Waits for the ingest lock: for writes that must not fall into the middle of a decision. */
export async function lockIngest(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${ingestLock})`.execute(trx)
}
