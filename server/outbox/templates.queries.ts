import { sql } from 'kysely'
import type { TemplateDefinition } from '../model/template.ts'
import type { Trx } from '../platform/db.ts'

/** Every template of this name; and whether any template of the account is known. */
export async function findDefinitions(
  trx: Trx,
  accountId: string,
  name: string,
): Promise<{ known: boolean; definitions: TemplateDefinition[] }> {
  const { rows } = await sql<{ known: boolean; definitions: TemplateDefinition[] }>`
    select exists (select from templates where account_id = ${accountId}) as known,
      coalesce((select jsonb_agg(jsonb_build_object('id', template_id, 'name', name, 'language', language, 'category', category,
        'status', status, 'quality', quality, 'parts', parts, 'rejectedReason', rejected_reason) order by language)
        from templates where account_id = ${accountId} and name = ${name}), '[]'::jsonb) as definitions`.execute(trx)
  return rows[0]!
}

/** The names of templates that can be sent, a few. */
export async function findUsableNames(trx: Trx, accountId: string, most: number): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct name from templates where account_id = ${accountId} and status = 'approved' order by name limit ${most}`.execute(trx)
  return rows.map(({ name }) => name)
}
