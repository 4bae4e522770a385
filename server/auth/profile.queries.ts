import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

export type Person = { name: string; email: string; passwordHash: string | null }

export async function findPerson(db: Db, userId: string): Promise<Person | null> {
  const { rows } = await sql<Person>`
    select u.name, u.email, a.password as "passwordHash" from identity."user" u
    left join identity.account a on a."userId" = u.id and a."providerId" = 'credential' where u.id = ${userId}`.execute(db)
  return rows[0] ?? null
}

/** Changes a person. Out: false when another person has the email. */
export async function changePerson(
  db: Db,
  userId: string,
  { name, email, at }: { name: string; email: string; at: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update identity."user" set name = ${name}, email = ${email}, "updatedAt" = ${at}
    where id = ${userId} and not exists (select from identity."user" o where o.email = ${email} and o.id <> ${userId})`.execute(db)
  return Number(numAffectedRows) > 0
}
