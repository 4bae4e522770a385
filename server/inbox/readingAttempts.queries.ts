import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

/** Two attempts within this time are one: several processes may begin side by side, before any of them could have ended. */
const apartMs = 2_000

/** What the reader writes. Held for a moment, it shows that nobody else keeps the reader from writing there. */
const written =
  'accounts, contacts, contact_identifiers, conversations, events, runs, messages, outbox, leads, automation_counts, occurrences'

/** Errors: rejects at once when somebody holds a lock that the reader would wait for. */
export const ensureWritable = (trx: Trx): Promise<unknown> => sql`lock table ${sql.raw(written)} in row exclusive mode nowait`.execute(trx)

/** Counts an attempt to read something that was not read by earlier ones. Out: how many there were, and why the last known one failed. */
export async function countAttempt(
  trx: Trx,
  subject: string,
  reason: string | null,
  at: Date,
): Promise<{ attempts: number; reason: string | null }> {
  const { rows } = await sql<{ attempts: number; reason: string | null }>`
    insert into reading_attempts as a (subject, attempts, attempted_at, reason) values (${subject}, 1, ${at}, ${reason})
    on conflict (subject) do update set reason = coalesce(excluded.reason, a.reason),
      attempts = a.attempts + case when a.attempted_at <= ${new Date(at.getTime() - apartMs)} then 1 else 0 end,
      attempted_at = case when a.attempted_at <= ${new Date(at.getTime() - apartMs)} then excluded.attempted_at else a.attempted_at end
    returning attempts, reason`.execute(trx)
  return rows[0]!
}

/** What stands first was read: no trouble is left. */
export const forgetAttempts = (db: Db): Promise<unknown> => sql`delete from reading_attempts`.execute(db)
