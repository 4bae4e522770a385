import type { Db } from '../platform/db.ts'

/** The active accounts of some channels. */
export async function findLeadAccounts(db: Db, channels: string[]): Promise<{ id: string; workspaceId: string }[]> {
  if (!channels.length) return []
  return db
    .selectFrom('accounts')
    .select(['id', 'workspace_id as workspaceId'])
    .where('channel', 'in', channels)
    .where('status', '=', 'active')
    .orderBy('id')
    .execute()
}
