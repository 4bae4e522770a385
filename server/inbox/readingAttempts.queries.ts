import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

/** Two attempts within this time count as one: several processes may begin at once, before any of them could have ended. */
const apartMs = 2_000

/** The tables that ingest writes. Locking them for a moment shows that no other transaction blocks writes. */
const written =
  'accounts, contacts, contact_identifiers, conversations, events, runs, messages, outbox, leads, automation_counts, occurrences'

/** Errors: rejects at once when a lock is held that ingest would wait for. */
export const ensureWritable = (trx: Trx): Promise<unknown> => sql`lock table ${sql.raw(written)} in row exclusive mode nowait`.execute(trx)

/** Counts an attempt to ingest what earlier attempts did not finish. Out: how many there were, and why the last known one failed. */
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

/** Forgets the attempts: the first payload was ingested, no trouble is left. */
export const forgetAttempts = (db: Db): Promise<unknown> => sql`delete from reading_attempts`.execute(db)
