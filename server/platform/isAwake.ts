import { sql } from 'kysely'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'

/** Resolves when the database answers; rejects when it refuses. A suspended one, or one behind a broken connection, does neither. */
export async function isAwake(db: Db): Promise<true> {
  await sql`select 1`.execute(db)
  return true
}

/** The same with a time limit. Out: whether it answered in time. Errors: none. */
export async function isAwakeWithin(db: Db, ms: number, clock: Clock): Promise<boolean> {
  const over = new AbortController()
  const awake = await Promise.race([isAwake(db).catch(() => false), clock.wait(ms, over.signal).then(() => false)])
  over.abort()
  return awake
}
