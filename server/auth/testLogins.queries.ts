import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

/** No email reaches this domain, and only test logins have it. */
const domain = '@review.invalid'

type TestLogin = { id: string; email: string; createdAt: Date }

/** The test logins of a workspace, the newest first. `id`: of the member. */
export async function findTestLogins(db: Db | Trx, workspaceId: string): Promise<TestLogin[]> {
  const { rows } = await sql<TestLogin>`
    select m.id, u.email, m."createdAt" from identity.member m join identity."user" u on u.id = m."userId"
    where m."organizationId" = ${workspaceId} and right(u.email, ${domain.length}) = ${domain}
    order by m."createdAt" desc, m.id desc limit 50`.execute(db)
  return rows
}

/** Adds a person with a password as a viewer of the workspace. Out: their email. In: `word`: what is before the @. */
export async function addTestLogin(
  trx: Trx,
  given: { id: string; userId: string; passwordId: string; workspaceId: string; word: string; hash: string; at: Date },
): Promise<string> {
  const email = `${given.word}${domain}`
  await sql`
    insert into identity."user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
    values (${given.userId}, 'Reviewer', ${email}, true, ${given.at}, ${given.at})`.execute(trx)
  await sql`
    insert into identity.account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
    values (${given.passwordId}, ${given.userId}, 'credential', ${given.userId}, ${given.hash}, ${given.at}, ${given.at})`.execute(trx)
  await sql`
    insert into identity.member (id, "organizationId", "userId", role, "createdAt")
    values (${given.id}, ${given.workspaceId}, ${given.userId}, 'viewer', ${given.at})`.execute(trx)
  return email
}

/** Removes a test login with its sessions. Out: whether the workspace had it; nobody else is removed. */
export async function removeTestLogin(trx: Trx, workspaceId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from identity."user" u using identity.member m
    where m.id = ${id} and m."organizationId" = ${workspaceId} and u.id = m."userId" and right(u.email, ${domain.length}) = ${domain}`.execute(
    trx,
  )
  return Number(numAffectedRows) > 0
}
