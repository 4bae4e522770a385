import { sql, type Selectable } from 'kysely'
import type { NewTemplate, TemplateDefinition } from '../model/template.ts'
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
      former_category = case when templates.category = excluded.category then templates.former_category else templates.category end,
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

/** A template as it is at the platform, or a draft: `given` is what it will be created with, and `synced_at` when it was stored. */
export type ListedTemplate = Omit<TemplateRow, 'status' | 'template_id' | 'edits'> & {
  status: TemplateRow['status'] | 'draft'
  template_id: string | null
  given: NewTemplate | null
}

/** Lists templates of an account by their names, drafts among them. `q`: a part of the name. */
export async function findTemplates(
  trx: Trx,
  accountId: string,
  { status, category, language, q }: TemplateFilter,
  page: { after: Place | null; limit: number },
): Promise<ListedTemplate[]> {
  const { after, limit } = page
  const wanted = [
    sql`account_id = ${accountId}`,
    ...(status === undefined ? [] : [sql`status = ${status}`]),
    ...(category === undefined ? [] : [sql`category = ${category}`]),
    ...(language === undefined ? [] : [sql`language = ${language}`]),
    ...(q === undefined ? [] : [sql`strpos(name, ${q.toLowerCase()}) > 0`]),
    ...(after ? [sql`(name, language, id) > (${after.name}, ${after.language}, ${after.id}::uuid)`] : []),
  ]
  const { rows } = await sql<ListedTemplate>`
    select * from (${every}) t where ${sql.join(wanted, sql` and `)} order by name, language, id limit ${limit + 1}`.execute(trx)
  return rows
}

/** One template or draft. */
export async function findListed(trx: Trx, id: string): Promise<ListedTemplate | undefined> {
  const { rows } = await sql<ListedTemplate>`select * from (${every}) t where id = ${id}`.execute(trx)
  return rows[0]
}

const every = sql`
  select id, workspace_id, account_id, template_id, name, language, category, former_category, status, quality, parts, rejected_reason,
    synced_at, null::jsonb as given from templates
  union all
  select id, workspace_id, account_id, null, name, language, given ->> 'category', null, 'draft', null, null, null, created_at, given
    from template_drafts`

/** By the platform's id. */
export async function findTemplateThere(trx: Trx, accountId: string, templateId: string): Promise<TemplateRow | undefined> {
  return trx
    .selectFrom('templates')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('template_id', '=', templateId)
    .executeTakeFirst()
}

export const findTemplate = (trx: Trx, id: string): Promise<TemplateRow | undefined> =>
  trx.selectFrom('templates').selectAll().where('id', '=', id).executeTakeFirst()

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

/** Notes what the platform did on request, until the templates are read again. */
export async function noteStatus(trx: Trx, id: string, status: TemplateRow['status']): Promise<void> {
  await trx.updateTable('templates').set({ status }).where('id', '=', id).execute()
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
