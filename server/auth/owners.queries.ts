import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'
import { withdrawResets } from './passwordResets.queries.ts'

export type Owner = { userId: string; email: string }

/** Everyone who owns a workspace, in the order in which they joined. */
export async function findOwners(db: Db): Promise<Owner[]> {
  const { rows } = await sql<Owner>`
    select u.id as "userId", u.email from identity."user" u join identity.member m on m."userId" = u.id
    where m.role = 'owner' group by u.id order by min(m."createdAt"), u.id`.execute(db)
  return rows
}

/**
 * Gives a person this password, also if they had none, and ends their sessions and their links for a new one. Logins that were linked are
 * unlinked: whoever had the password before may have linked theirs. Out: how many sessions.
 */
export async function replacePassword(
  trx: Trx,
  change: { id: string; userId: string; hash: string; at: Date },
): Promise<{ endedSessions: number }> {
  const { numAffectedRows } = await sql`
    update identity.account set password = ${change.hash}, "updatedAt" = ${change.at}
    where "userId" = ${change.userId} and "providerId" = 'credential'`.execute(trx)
  if (!numAffectedRows)
    await sql`
      insert into identity.account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
      values (${change.id}, ${change.userId}, 'credential', ${change.userId}, ${change.hash}, ${change.at}, ${change.at})`.execute(trx)
  await sql`delete from identity.account where "userId" = ${change.userId} and "providerId" <> 'credential'`.execute(trx)
  await withdrawResets(trx, change.userId)
  const ended = await sql`delete from identity.session where "userId" = ${change.userId}`.execute(trx)
  return { endedSessions: Number(ended.numAffectedRows ?? 0) }
}
