import { sql } from 'kysely'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'

/** Resolves when the database answers; rejects when it refuses. One that is frozen or behind a dead line does neither. */
export async function isAwake(db: Db): Promise<true> {
  await sql`select 1`.execute(db)
  return true
}

/** The same for somebody who cannot wait. In: for how long. Out: whether it answered by then. Errors: none. */
export async function isAwakeWithin(db: Db, ms: number, clock: Clock): Promise<boolean> {
  const over = new AbortController()
  const awake = await Promise.race([isAwake(db).catch(() => false), clock.wait(ms, over.signal).then(() => false)])
  over.abort()
  return awake
}
