import { sql } from 'kysely'
import type { TemplateDefinition } from '../model/template.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'

/** What is known of a template of an account: its languages; null where no template of the account is known. */
export type KnownTemplates = (accountId: string, name: string) => TemplateDefinition[] | null

/** SQL: a template as its channel knows it. */
export const definitionOf = (of: string) => {
  const column = (name: string) => sql.ref(`${of}.${name}`)
  return sql`jsonb_build_object('id', ${column('template_id')}, 'name', ${column('name')}, 'language', ${column('language')},
    'category', ${column('category')}, 'status', ${column('status')}, 'quality', ${column('quality')}, 'parts', ${column('parts')},
    'rejectedReason', ${column('rejected_reason')})`
}

/** Finds a template by our id. */
export async function findKnownTemplate(trx: Trx, accountId: string, id: string): Promise<TemplateDefinition | null> {
  const { rows } = await sql<{ definition: TemplateDefinition }>`
    select ${definitionOf('t')} as definition from templates t where t.account_id = ${accountId} and t.id = ${id}`.execute(trx)
  return rows[0]?.definition ?? null
}

/** Finds templates by their names. Runs no statement where none are wanted. */
export async function findKnownTemplates(db: Db | Trx, wanted: { account_id: string; name: string }[]): Promise<KnownTemplates> {
  const { rows } = wanted.length
    ? await sql<{ accountId: string; name: string; known: boolean; definitions: TemplateDefinition[] }>`
      select given.account_id as "accountId", given.name, exists (select from templates t where t.account_id = given.account_id) as known,
        coalesce((select jsonb_agg(${definitionOf('t')} order by t.language)
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
