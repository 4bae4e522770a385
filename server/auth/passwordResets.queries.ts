import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

/** How long a link for a new password lasts. */
const resetLastsMs = 60 * 60_000

/** A link for a new password: `id` and `hash` of its secret part. */
type Link = { id: string; hash: string; now: Date }
/** A person who gets one, and a workspace of theirs, in whose name the mail is sent. */
export type Receiver = { userId: string; email: string; workspaceId: string }

const prefix = 'password-reset:'

/**
 * Stores a link for whoever has this email, and withdraws older ones. One statement, whether there is such a person or not, so that the
 * time it takes tells nothing. Out: null where nobody has the email, or they belong to no workspace.
 */
export async function addResetByEmail(trx: Trx, email: string, link: Link): Promise<Receiver | null> {
  return addReset(trx, sql`u.email = ${email.trim().toLowerCase()}`, link)
}

/** The same by the id of a person, for an admin who passes the link on. */
export async function addResetOf(trx: Trx, userId: string, link: Link): Promise<Receiver | null> {
  return addReset(trx, sql`u.id = ${userId}`, link)
}

async function addReset(trx: Trx, whose: ReturnType<typeof sql>, { id, hash, now }: Link): Promise<Receiver | null> {
  const { rows } = await sql<Receiver>`
    with person as (
      select u.id as "userId", u.email, m."organizationId" as "workspaceId"
      from identity."user" u join identity.member m on m."userId" = u.id where ${whose} order by m."createdAt" limit 1),
    withdrawn as (
      delete from identity.verification v where v.identifier like ${`${prefix}%`}
        and (v."expiresAt" <= ${now} or v.value = (select "userId"::text from person))),
    added as (
      insert into identity.verification (id, identifier, value, "expiresAt", "createdAt", "updatedAt")
      select ${id}::uuid, ${prefix + hash}, "userId", ${new Date(now.getTime() + resetLastsMs)}::timestamptz, ${now}::timestamptz,
        ${now}::timestamptz from person)
    select * from person`.execute(trx)
  return rows[0] ?? null
}

/** Withdraws the links of a person whose password or email changed: whoever asked for one may read their old mail. */
export const withdrawResets = (db: Db | Trx, userId: string) =>
  sql`delete from identity.verification where identifier like ${`${prefix}%`} and value = ${userId}`.execute(db)

/** Whose link it is, while it lasts. */
export async function findReset(db: Db | Trx, hash: string, now: Date): Promise<{ userId: string; name: string; email: string } | null> {
  const { rows } = await sql<{ userId: string; name: string; email: string }>`
    select u.id as "userId", u.name, u.email from identity.verification v join identity."user" u on u.id::text = v.value
    where v.identifier = ${prefix + hash} and v."expiresAt" > ${now}`.execute(db)
  return rows[0] ?? null
}

/** Uses a link up. Out: whether it was there; of two requests at once only one gets true. */
export async function takeReset(trx: Trx, hash: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from identity.verification where identifier = ${prefix + hash}`.execute(trx)
  return Number(numAffectedRows) > 0
}
