import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { rowsOf, type Db } from '../platform/db.ts'
import { countedAddress } from './proxies.ts'

/** Counted in the database, so that several processes and a restart do not multiply what is allowed. */
export const signInLimits = {
  address: { attempts: 10, perMs: 60_000 },
  /** Besides the address: somebody with many addresses still cannot guess one person's password for long. */
  email: { attempts: 20, perMs: 15 * 60_000 },
}

const keyOf = (kind: keyof typeof signInLimits, value: string) => createHash('sha256').update(`${kind}:${value}`).digest('base64url')
const emailKey = (email: string) => keyOf('email', email.trim().toLowerCase())

/**
 * Counts one attempt.
 * In:  the client's address, the email as it was typed (null where none belongs to the attempt), the time.
 * Out: null when it may go on; otherwise after how many seconds it may be tried again.
 */
export async function countSignInAttempt(db: Db, attempt: { address: string; email: string | null }, now: Date): Promise<number | null> {
  const counted = [
    { key: keyOf('address', countedAddress(attempt.address)), limit: signInLimits.address },
    ...(attempt.email === null ? [] : [{ key: emailKey(attempt.email), limit: signInLimits.email }]),
  ]
  const rows = counted
    .map(({ key, limit }) => ({ key, ends: new Date(now.getTime() + limit.perMs) }))
    // In one order, so that two attempts at once cannot wait for each other.
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const after = await sql<{ key: string; attempts: number; ends: Date }>`
    insert into identity.sign_in_attempts as a (key, attempts, ends)
    select key, 1, ends from ${rowsOf(rows, 'key text, ends timestamptz')}
    on conflict (key) do update set
      attempts = case when a.ends <= ${now} then 1 else a.attempts + 1 end,
      ends = case when a.ends <= ${now} then excluded.ends else a.ends end
    returning key, attempts, ends`.execute(db)
  await sql`
    delete from identity.sign_in_attempts where key in
      (select key from identity.sign_in_attempts where ends <= ${now} limit 100 for update skip locked)`.execute(db)
  const waits = after.rows
    .filter((row) => row.attempts > counted.find(({ key }) => key === row.key)!.limit.attempts)
    .map((row) => Math.ceil((row.ends.getTime() - now.getTime()) / 1000))
  return waits.length ? Math.max(1, ...waits) : null
}

/** Somebody who signed in has shown who they are: what was mistyped before no longer counts against their email. */
export async function forgetSignInAttempts(db: Db, email: string): Promise<void> {
  await sql`delete from identity.sign_in_attempts where key = ${emailKey(email)}`.execute(db)
}
