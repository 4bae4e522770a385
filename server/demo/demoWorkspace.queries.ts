import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

/** The action of the audit row that says that a demo is complete. */
export const completedAction = 'complete_demo'

type Demo = { workspaceId: string; userId: string; isComplete: boolean; isAlone: boolean }

/** The demo workspace of this hub. `isComplete`: its history was played to the end. `isAlone`: there is no other workspace. */
export async function findDemo(db: Db, email: string): Promise<Demo | null> {
  const { rows } = await sql<Demo>`
    select m."organizationId" as "workspaceId", u.id as "userId", exists (
      select from audit a where a.workspace_id = m."organizationId" and a.action = ${completedAction}) as "isComplete",
      not exists (select from workspaces w where w.id <> m."organizationId") as "isAlone"
    from identity."user" u join identity.member m on m."userId" = u.id where u.email = ${email}`.execute(db)
  return rows[0] ?? null
}

/** Whether accounts of the real platform are connected. */
export async function hasRealAccounts(db: Db): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`select exists (select from accounts where not simulated) as exists`.execute(db)
  return rows[0]!.exists
}
