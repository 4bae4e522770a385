import { sql } from 'kysely'
import type { AccountStatus } from '../model/account.ts'
import type { Sentence } from '../model/sentence.ts'
import type { Db } from '../platform/db.ts'

export type LaneName = {
  id: string
  of: 'account' | 'endpoint' | 'workspace'
  name: string
  /** Of an account. */
  status: AccountStatus | null
  statusReason: Sentence | null
}

/** The names of accounts, endpoints and workspaces. Only accounts have a status. */
export async function findLaneNames(db: Db, ids: string[]): Promise<Map<string, LaneName>> {
  const { rows } = await sql<LaneName>`
    select id, 'account' as of, name, status, status_reason as "statusReason" from accounts where id = any(${ids}::uuid[])
    union all
    select id, 'endpoint', name, null, null from endpoints where id = any(${ids}::uuid[])
    union all
    select id, 'workspace', name, null, null from workspaces where id = any(${ids}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}
