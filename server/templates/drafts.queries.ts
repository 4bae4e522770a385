import { sql } from 'kysely'
import type { NewTemplate } from '../model/template.ts'
import type { Trx } from '../platform/db.ts'

/** Stores a template that the platform does not have yet. Out: false when there is one of this name and language, here or there. */
export async function addDraft(
  trx: Trx,
  draft: { id: string; workspaceId: string; accountId: string; given: NewTemplate; at: Date },
): Promise<boolean> {
  const { id, workspaceId, accountId, given, at } = draft
  const { numAffectedRows } = await sql`
    insert into template_drafts (id, workspace_id, account_id, name, language, given, created_at)
    select ${id}, ${workspaceId}, ${accountId}, ${given.name}, ${given.language}, ${JSON.stringify(given)}::jsonb, ${at}
    where not exists (select from templates where account_id = ${accountId} and name = ${given.name} and language = ${given.language})
    on conflict do nothing`.execute(trx)
  return numAffectedRows === 1n
}

/** Replaces a draft. Out: false when it is gone, or another one has its new name and language. */
export async function changeDraft(trx: Trx, id: string, given: NewTemplate): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update template_drafts d set name = ${given.name}, language = ${given.language}, given = ${JSON.stringify(given)}::jsonb
    where id = ${id} and not exists (
      select from template_drafts o
        where o.account_id = d.account_id and o.name = ${given.name} and o.language = ${given.language} and o.id <> d.id
      union all
      select from templates t where t.account_id = d.account_id and t.name = ${given.name} and t.language = ${given.language})`.execute(trx)
  return numAffectedRows === 1n
}

export async function removeDraft(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('template_drafts').where('id', '=', id).execute()
}
