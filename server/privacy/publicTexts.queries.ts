import { sql } from 'kysely'
import type { OwnRetention } from '../model/retention.ts'
import type { Db, Trx } from '../platform/db.ts'

export type PublicTextsRow = {
  workspaceId: string
  workspace: string
  cleanUpDays: number
  addressDays: number
  retention: OwnRetention
  privacy: string | null
  terms: string | null
  contactEmail: string | null
}

/** Finds a workspace with its public texts. In: its id; null: the oldest, to which this instance belongs. */
export async function findPublicTexts(db: Db | Trx, workspaceId: string | null): Promise<PublicTextsRow | undefined> {
  const { rows } = await sql<PublicTextsRow>`
    select w.id as "workspaceId", w.name as workspace, w.clean_up_days as "cleanUpDays",
      w.address_days as "addressDays", w.retention, t.privacy, t.terms,
      t.contact_email as "contactEmail"
    from workspaces w left join public_texts t on t.workspace_id = w.id
    where ${workspaceId === null ? sql`true` : sql`w.id = ${workspaceId}`} order by w.created_at, w.id limit 1`.execute(db)
  return rows[0]
}

export type PublicTextsChange = { privacy?: string | null; terms?: string | null; contactEmail?: string | null }

/** Changes the given texts; null brings back the default. */
export async function changePublicTexts(
  trx: Trx,
  workspaceId: string,
  { privacy, terms, contactEmail }: PublicTextsChange,
  now: Date,
): Promise<void> {
  const set = {
    ...(privacy === undefined ? {} : { privacy }),
    ...(terms === undefined ? {} : { terms }),
    ...(contactEmail === undefined ? {} : { contact_email: contactEmail }),
    updated_at: now,
  }
  await trx
    .insertInto('public_texts')
    .values({ workspace_id: workspaceId, privacy: null, terms: null, contact_email: null, ...set })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(set))
    .execute()
}
