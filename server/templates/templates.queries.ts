import { sql, type Selectable } from 'kysely'
import type { TemplateDefinition } from '../model/template.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import type { templates } from '../platform/tables/templates.ts'
import type { KyselyTable } from '../platform/tables/table.ts'

export type TemplateRow = Selectable<KyselyTable<typeof templates>>
type Owner = { id: string; workspaceId: string }

/**
 * Stores what the platform tells of templates. A list that is `whole` replaces what is stored: what it does not have is gone there.
 * In: an id for each that is new here.
 */
export async function storeTemplates(
  trx: Trx,
  account: Owner,
  given: { id: string; definition: TemplateDefinition }[],
  now: Date,
  isWhole: boolean,
): Promise<void> {
  const rows = given.map(({ id, definition: { id: template_id, rejectedReason, ...rest } }) => ({
    ...rest,
    id,
    template_id,
    rejected_reason: rejectedReason,
  }))
  const columns = `id uuid, template_id text, name text, language text, category text, status text, quality text, parts jsonb,
    rejected_reason text`
  if (isWhole)
    await sql`delete from templates where account_id = ${account.id} and not template_id = any(${rows.map((row) => row.template_id)}::text[])`.execute(
      trx,
    )
  if (!rows.length) return
  await sql`
    insert into templates (id, workspace_id, account_id, template_id, name, language, category, status, quality, parts, rejected_reason,
      synced_at)
    select id, ${account.workspaceId}, ${account.id}, template_id, name, language, category, status, quality, parts, rejected_reason,
      ${now}::timestamptz from ${rowsOf(rows, columns)}
    on conflict (account_id, template_id) do update set name = excluded.name, language = excluded.language,
      category = excluded.category, status = excluded.status, quality = excluded.quality, parts = excluded.parts,
      rejected_reason = excluded.rejected_reason, synced_at = excluded.synced_at`.execute(trx)
}

export type TemplateFilter = {
  status?: string | undefined
  category?: string | undefined
  language?: string | undefined
  q?: string | undefined
}
type Place = { name: string; language: string; id: string }

/** Lists templates of an account by their names. `q`: a part of the name. */
export async function findTemplates(
  trx: Trx,
  accountId: string,
  { status, category, language, q }: TemplateFilter,
  page: { after: Place | null; limit: number },
): Promise<TemplateRow[]> {
  const { after, limit } = page
  let query = trx.selectFrom('templates').selectAll().where('account_id', '=', accountId)
  if (status !== undefined) query = query.where('status', '=', status as TemplateRow['status'])
  if (category !== undefined) query = query.where('category', '=', category)
  if (language !== undefined) query = query.where('language', '=', language)
  if (q !== undefined) query = query.where(sql<boolean>`strpos(name, ${q.toLowerCase()}) > 0`)
  if (after) query = query.where(sql<boolean>`(name, language, id) > (${after.name}, ${after.language}, ${after.id}::uuid)`)
  return query
    .orderBy('name')
    .orderBy('language')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
}

/** By the platform's id. */
export async function findTemplateThere(trx: Trx, accountId: string, templateId: string): Promise<TemplateRow | undefined> {
  return trx
    .selectFrom('templates')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('template_id', '=', templateId)
    .executeTakeFirst()
}

export async function findTemplate(trx: Trx, accountId: string, id: string): Promise<TemplateRow | undefined> {
  return trx.selectFrom('templates').selectAll().where('account_id', '=', accountId).where('id', '=', id).executeTakeFirst()
}

/** Notes a change that the platform accepted: what it has now, until it is read again. */
export async function noteEdit(
  trx: Trx,
  id: string,
  { parts, category, edits }: Pick<TemplateRow, 'parts' | 'category' | 'edits'>,
): Promise<TemplateRow | undefined> {
  return trx
    .updateTable('templates')
    .set({ parts: JSON.stringify(parts) as never, category, edits: JSON.stringify(edits) as never })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export async function removeTemplate(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('templates').where('id', '=', id).execute()
}

/** The active accounts of some channels that belong to a business, which has the templates. */
export async function findTemplateAccounts(db: Db, channels: string[]): Promise<Owner[]> {
  if (!channels.length) return []
  return db
    .selectFrom('accounts')
    .select(['id', 'workspace_id as workspaceId'])
    .where('channel', 'in', channels)
    .where('status', '=', 'active')
    .where('business_id', 'is not', null)
    .orderBy('id')
    .execute()
}
