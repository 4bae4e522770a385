import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

/** A login at the platform by which a person can sign in here. */
export type LinkedLogin = { id: string; providerId: string; name: string | null; createdAt: Date; updatedAt: Date }

/** How the library of the sign-in names passwords. */
const password = 'credential'
/** How long a person may take at the platform. */
const tryLastsMs = 10 * 60_000

/** A way to the platform and back: its word's hash, the browser it belongs to, and who links (null: somebody signs in). */
export type LoginTry = {
  browser: string
  by: { userId: string; login: string } | null
  redirectUri: string
  returnTo: string
  simulated: boolean
}

/** Stores a login under way, and deletes those that are over. */
export async function addLoginTry(db: Db, { id, hash, now, ...row }: LoginTry & { id: string; hash: string; now: Date }): Promise<void> {
  await sql`delete from identity.verification where identifier like 'linked-login:%' and "expiresAt" <= ${now}`.execute(db)
  await sql`
    insert into identity.verification (id, identifier, value, "expiresAt", "createdAt", "updatedAt") values (${id},
      ${`linked-login:${hash}`}, ${JSON.stringify(row)}, ${new Date(now.getTime() + tryLastsMs)}, ${now}, ${now})`.execute(db)
}

/** Uses up a login under way: returned once, to the first who asks, unless it is over. */
export async function takeLoginTry(db: Db, hash: string, now: Date): Promise<LoginTry | null> {
  const { rows } = await sql<{ value: string; expiresAt: Date }>`
    delete from identity.verification where identifier = ${`linked-login:${hash}`} returning value, "expiresAt"`.execute(db)
  const row = rows[0]
  return row && row.expiresAt > now ? (JSON.parse(row.value) as LoginTry) : null
}

/** Whose login this is; null: nobody's. */
export async function findLinkedUser(db: Db, providerId: string, externalId: string): Promise<string | null> {
  const { rows } = await sql<{ userId: string }>`
    select "userId" from identity.account where "providerId" = ${providerId} and "accountId" = ${externalId}`.execute(db)
  return rows[0]?.userId ?? null
}

/**
 * Who has an email. `isProven`: they did not set it themselves; `hasOtherLogin`: they sign in with another login of this provider. The row
 * is locked, so that their email does not change meanwhile.
 */
export async function findUserByAddress(
  trx: Trx,
  address: string,
  providerId: string,
): Promise<{ userId: string; isProven: boolean; hasOtherLogin: boolean } | null> {
  const { rows } = await sql<{ userId: string; isProven: boolean; hasOtherLogin: boolean }>`
    select u.id as "userId", not u.email_by_self as "isProven",
      exists (select from identity.account a where a."userId" = u.id and a."providerId" = ${providerId}) as "hasOtherLogin"
    from identity."user" u where u.email = ${address} for update`.execute(trx)
  return rows[0] ?? null
}

/** Adds a person without a password, whose email another side has verified. */
export const addProvenUser = (trx: Trx, user: { id: string; name: string; email: string; at: Date }) =>
  sql`insert into identity."user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
    values (${user.id}, ${user.name}, ${user.email}, true, ${user.at}, ${user.at})`.execute(trx)

type Linking = {
  id: string
  userId: string
  providerId: string
  externalId: string
  name: string | null
  pictureUrl: string | null
  at: Date
}

/** Links a login to a person, and gives them its picture if they have none. Out: false when it belongs to somebody else. */
export async function linkLogin(trx: Trx, { id, userId, providerId, externalId, name, pictureUrl, at }: Linking): Promise<boolean> {
  const { rows } = await sql<{ userId: string }>`
    insert into identity.account as a (id, "accountId", "providerId", "userId", name, "createdAt", "updatedAt")
    values (${id}, ${externalId}, ${providerId}, ${userId}, ${name}, ${at}, ${at})
    on conflict ("providerId", "accountId") do update set name = case when a."userId" = excluded."userId" then excluded.name else a.name end
    returning "userId"`.execute(trx)
  if (rows[0]?.userId !== userId) return false
  await sql`update identity."user" set image = ${pictureUrl} where id = ${userId} and image is null`.execute(trx)
  return true
}

/** Notes that a person signed in with a login. */
export const noteLinkedUse = (db: Db, login: { providerId: string; externalId: string; name: string | null; at: Date }) =>
  sql`update identity.account set "updatedAt" = ${login.at}, name = coalesce(${login.name}, name)
    where "providerId" = ${login.providerId} and "accountId" = ${login.externalId}`.execute(db)

/** The logins that a person linked, and whether they have a password. */
export async function findLinkedLogins(db: Db, userId: string): Promise<{ linked: LinkedLogin[]; hasPassword: boolean }> {
  const { rows } = await sql<LinkedLogin & { hasPassword: boolean }>`
    select id, "providerId", name, "createdAt", "updatedAt", password is not null as "hasPassword" from identity.account
    where "userId" = ${userId} order by "createdAt", id`.execute(db)
  return {
    linked: rows.filter(({ providerId }) => providerId !== password),
    hasPassword: rows.some((row) => row.providerId === password && row.hasPassword),
  }
}

/**
 * Unlinks a login. The person's rows are locked, so that of two logins unlinked at once one stays. Out: `last`: it is the only way in, and
 * stays.
 */
export async function unlinkLogin(trx: Trx, userId: string, id: string): Promise<'unlinked' | 'unknown' | 'last'> {
  const { rows } = await sql<{ id: string; providerId: string; password: string | null }>`
    select id, "providerId", password from identity.account where "userId" = ${userId} order by id for update`.execute(trx)
  if (!rows.some((row) => row.id === id && row.providerId !== password)) return 'unknown'
  const ways = rows.filter((row) => row.providerId !== password || row.password !== null)
  if (ways.length === 1) return 'last'
  await sql`delete from identity.account where id = ${id}`.execute(trx)
  return 'unlinked'
}

/**
 * Unlinks the logins of a person who withdrew the app at the platform, unless they were linked later than that.
 * Out: whose they were.
 */
export async function deleteWithdrawnLogins(
  trx: Trx,
  { providerIds, externalId, until }: { providerIds: string[]; externalId: string; until: Date | null },
): Promise<string[]> {
  const { rows } = await sql<{ userId: string }>`
    delete from identity.account where "providerId" = any(${providerIds}::text[]) and "accountId" = ${externalId}
      and (${until}::timestamptz is null or "createdAt" <= ${until}) returning "userId"`.execute(trx)
  return rows.map(({ userId }) => userId)
}
