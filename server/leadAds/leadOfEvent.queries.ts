import { sql } from 'kysely'

/** The key that makes a lead of a lead ad unique. `leadOfEvent` builds the same. */
export const keyOfAdLead = (accountId: string, leadId: string): string => `lead_ad/${accountId}/${leadId}`

/**
 * SQL: joins the lead that an event `e` of a lead ad names, as `l` (`id`, `name`), and the name of its form, as `f`. Other events join
 * nothing, and cost no look at a table.
 */
export const leadOfEvent = sql`
  left join lateral (
    select id, form_id, coalesce(name, email, phone) as name from leads
    where e.kind = 'lead' and unique_key = 'lead_ad/' || e.account_id || '/' || e.external_id limit 1) l on true
  left join lateral (
    select name from lead_forms
    where e.kind = 'lead' and account_id = e.account_id
      and form_id = coalesce(l.form_id, e.detail::jsonb -> 'more' ->> 'formId')) f on true`
