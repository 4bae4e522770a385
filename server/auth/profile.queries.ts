import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

/** `language`, `timeZone`: their own choice; null: that of their browser. */
export type Person = { name: string; email: string; language: string | null; timeZone: string | null; passwordHash: string | null }

export async function findPerson(db: Db, userId: string): Promise<Person | null> {
  const { rows } = await sql<Person>`
    select u.name, u.email, u.language, u.time_zone as "timeZone", a.password as "passwordHash" from identity."user" u
    left join identity.account a on a."userId" = u.id and a."providerId" = 'credential' where u.id = ${userId}`.execute(db)
  return rows[0] ?? null
}

/** When a session began; null: it is over. */
export async function findSessionStart(db: Db, id: string): Promise<Date | null> {
  const { rows } = await sql<{ createdAt: Date }>`select "createdAt" from identity.session where id = ${id}`.execute(db)
  return rows[0]?.createdAt ?? null
}

/** Changes a person. An email that they set themselves proves nothing about them. Out: false when another person has the email. */
export async function changePerson(trx: Trx, userId: string, change: Omit<Person, 'passwordHash'> & { at: Date }): Promise<boolean> {
  const { name, email, language, timeZone, at } = change
  const { numAffectedRows } = await sql`
    update identity."user" set name = ${name}, email = ${email}, email_by_self = email_by_self or email <> ${email},
      language = ${language}, time_zone = ${timeZone}, "updatedAt" = ${at}
    where id = ${userId} and not exists (select from identity."user" o where o.email = ${email} and o.id <> ${userId})`.execute(trx)
  return Number(numAffectedRows) > 0
}
