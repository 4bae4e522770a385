import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

export type InboxSettingsRow = { roundRobin: boolean; handOverWords: string[] }

export async function findInboxSettings(trx: Trx, workspaceId: string): Promise<InboxSettingsRow> {
  const { rows } = await sql<InboxSettingsRow>`
    select round_robin as "roundRobin", hand_over_words as "handOverWords" from inbox_settings
    where workspace_id = ${workspaceId}`.execute(trx)
  return rows[0] ?? { roundRobin: false, handOverWords: [] }
}

export async function storeInboxSettings(trx: Trx, workspaceId: string, settings: InboxSettingsRow): Promise<void> {
  await sql`
    insert into inbox_settings (workspace_id, round_robin, hand_over_words)
    values (${workspaceId}, ${settings.roundRobin}, ${settings.handOverWords}::text[])
    on conflict (workspace_id) do update set round_robin = excluded.round_robin, hand_over_words = excluded.hand_over_words`.execute(trx)
}
