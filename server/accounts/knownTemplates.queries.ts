import { sql } from 'kysely'
import type { TemplateDefinition } from '../model/template.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'

/** What is known of a template of an account: its languages; null where no template of the account is known. */
export type KnownTemplates = (accountId: string, name: string) => TemplateDefinition[] | null

/** Finds templates by their names. Runs no statement where none are wanted. */
export async function findKnownTemplates(db: Db | Trx, wanted: { account_id: string; name: string }[]): Promise<KnownTemplates> {
  const { rows } = wanted.length
    ? await sql<{ accountId: string; name: string; known: boolean; definitions: TemplateDefinition[] }>`
      select given.account_id as "accountId", given.name, exists (select from templates t where t.account_id = given.account_id) as known,
        coalesce((select jsonb_agg(jsonb_build_object('id', t.template_id, 'name', t.name, 'language', t.language, 'category', t.category,
          'status', t.status, 'quality', t.quality, 'parts', t.parts, 'rejectedReason', t.rejected_reason) order by t.language)
          from templates t where t.account_id = given.account_id and t.name = given.name), '[]'::jsonb) as definitions
      from ${rowsOf(wanted, 'account_id uuid, name text')}`.execute(db)
    : { rows: [] }
  const found = new Map(rows.map((row) => [`${row.accountId}/${row.name}`, row.known ? row.definitions : null]))
  return (accountId, name) => found.get(`${accountId}/${name}`) ?? null
}

/** The names of templates that can be sent, a few. */
export async function findUsableNames(trx: Trx, accountId: string, most: number): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct name from templates where account_id = ${accountId} and status = 'approved' order by name limit ${most}`.execute(trx)
  return rows.map(({ name }) => name)
}
