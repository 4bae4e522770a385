import { sql } from 'kysely'
import { definitionOf } from '../accounts/knownTemplates.queries.ts'
import type { TemplateDefinition } from '../model/template.ts'
import type { Trx } from '../platform/db.ts'

/** The default template of an account, and what is known of the lead that it is to be sent to. */
export type DefaultTemplate = {
  definition: TemplateDefinition
  name: string | null
  email: string | null
  phone: string | null
  username: string | null
  customFields: Record<string, string>
  /** They agreed to be written to, and did not take it back. */
  hasOptedIn: boolean
}

/**
 * Finds the default template of an account for a lead; null: it has none. An opt-in is the consent text of a form that the lead agreed to,
 * or the latest consent of their person on the account (meta-platform.md 5.9: any method).
 */
export async function findDefaultTemplate(
  trx: Trx,
  of: { accountId: string; leadId: string; conversationId: string | null },
): Promise<DefaultTemplate | null> {
  const { rows } = await sql<DefaultTemplate>`
    select ${definitionOf('t')} as definition,
      coalesce(l.name, p.name) as name, coalesce(l.email, p.email) as email, coalesce(l.phone, p.phone) as phone, p.username,
      coalesce(p.custom_fields, '{}') || l.custom_fields as "customFields",
      c.opted_out_at is null and c.marketing_stopped_at is null and not l.metadata ? 'suspected'
        and coalesce(agreed.is_given, l.metadata ? 'consent') as "hasOptedIn"
    from accounts a join templates t on t.id = a.default_template_id
    join leads l on l.id = ${of.leadId}
    left join conversations c on c.id = ${of.conversationId}::uuid
    left join contacts p on p.id = c.contact_id
    left join lateral (
      select s.is_given from consents s where s.account_id = a.id and s.contact_id = p.id
      order by s.at desc, s.id desc limit 1) agreed on true
    where a.id = ${of.accountId}`.execute(trx)
  return rows[0] ?? null
}

/** Whether an account has a default template. */
export async function hasDefaultTemplate(trx: Trx, accountId: string): Promise<boolean> {
  const { rows } = await sql`select from accounts where id = ${accountId} and default_template_id is not null`.execute(trx)
  return rows.length > 0
}
