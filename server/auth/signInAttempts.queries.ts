import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { countedAddress } from './proxies.ts'

/** Counted in the database, so that several processes or a restart do not multiply the limit. */
export const signInLimits = {
  address: { attempts: 10, perMs: 60_000 },
  /** Besides the address: a client with many addresses still cannot guess one person's password for long. */
  email: { attempts: 20, perMs: 15 * 60_000 },
  /** Emails to one person with a link for a new password. Beyond it none is sent, and the answer is the same. */
  reset: { attempts: 3, perMs: 60 * 60_000 },
  /** Invitations of one workspace. */
  invitation: { attempts: 60, perMs: 60 * 60_000 },
  /** A code of one person's authenticator app, for longer than it is right. */
  code: { attempts: 1, perMs: 2 * 60_000 },
}

const keyOf = (kind: keyof typeof signInLimits, value: string) => createHash('sha256').update(`${kind}:${value}`).digest('base64url')
const emailKey = (email: string) => keyOf('email', email.trim().toLowerCase())

/**
 * Counts one attempt. One that its address may not make is not counted against the email: pressing the button again during a wait must not
 * lock out the owner for a quarter of an hour.
 * In:     the client's address, the email as it was typed (null where the attempt has none), the time.
 * Out:    null when it may continue; otherwise the seconds to wait.
 */
export async function countSignInAttempt(db: Db, attempt: { address: string; email: string | null }, now: Date): Promise<number | null> {
  await sql`
    delete from identity.sign_in_attempts where key in
      (select key from identity.sign_in_attempts where ends <= ${now} limit 100 for update skip locked)`.execute(db)
  const wait = await count(db, keyOf('address', countedAddress(attempt.address)), signInLimits.address, now)
  return wait === null && attempt.email !== null ? count(db, emailKey(attempt.email), signInLimits.email, now) : wait
}

/** Counts one attempt of another kind. In: whose; the time. Out: null when it may continue; otherwise the seconds to wait. */
export const countAttempt = (db: Db, kind: 'reset' | 'invitation' | 'code', value: string, now: Date): Promise<number | null> =>
  count(db, keyOf(kind, value.trim().toLowerCase()), signInLimits[kind], now)

async function count(db: Db, key: string, limit: { attempts: number; perMs: number }, now: Date): Promise<number | null> {
  const after = await sql<{ attempts: number; ends: Date }>`
    insert into identity.sign_in_attempts as a (key, attempts, ends)
    values (${key}, 1, ${new Date(now.getTime() + limit.perMs)})
    on conflict (key) do update set
      attempts = case when a.ends <= ${now} then 1 else a.attempts + 1 end,
      ends = case when a.ends <= ${now} then excluded.ends else a.ends end
    returning attempts, ends`.execute(db)
  const { attempts, ends } = after.rows[0]!
  return attempts > limit.attempts ? Math.max(1, Math.ceil((ends.getTime() - now.getTime()) / 1000)) : null
}

/** Forgets failed attempts after a sign-in: earlier typing errors no longer count against the email. */
export async function forgetSignInAttempts(db: Db, email: string): Promise<void> {
  await sql`delete from identity.sign_in_attempts where key = ${emailKey(email)}`.execute(db)
}
