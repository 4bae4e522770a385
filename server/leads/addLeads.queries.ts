import { sql, type RawBuilder } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'
import { leads } from '../platform/tables/leads.ts'
import { columnsOf, selected, typesOf, type NewRow } from '../platform/tables/table.ts'
import type { NewId } from '../platform/ids.ts'
import { setArchived } from './changeLeads.queries.ts'
import { emailKey, phoneKey } from './leadKeys.ts'
import { chosenBy, raiseLeadEvents, type WrittenLead } from './raiseLeadEvents.queries.ts'

type Row = NewRow<typeof leads>
type Absent = 'account_id' | 'contact_id' | 'automation_id' | 'version_id' | 'run_id' | 'event_id' | 'form_id' | 'campaign_id'

/**
 * A captured lead. `unique_key` names what it was captured from: `run/<run id>`, `lead_ad/<account id>/<leadgen id>`,
 * `form/<form id>/<submission>`, `api/<workspace id>/<Idempotency-Key or lead id>`. `metadata` has its attribution: mediaId, adId, adName,
 * adsetId, adsetName, campaignId, campaignName, formId, formName, ref. `country` (ISO, two letters): for a number without a country code.
 */
export type NewLead = Omit<Row, Absent | 'email_key' | 'phone_key'> & Partial<Pick<Row, Absent>> & { country?: string }

/** `id`: of the stored lead; an earlier one unless `change` is `new`. */
export type AddedLead = { id: string; uniqueKey: string; automationId: string | null; change: 'new' | 'changed' | 'unchanged' }

/**
 * Stores leads: the only way in. A lead whose `unique_key` is known completes the stored one; an automation asks anew, and a form is
 * corrected and sent again, so their later answers replace earlier ones. Endpoints get an event of new and changed ones.
 * In:     `areSuspected`: they are spam as it seems, so they are archived and no endpoint gets them.
 * Out:    one for each key, in the order of the keys.
 */
export async function addLeads(
  trx: Trx,
  deps: { newId: NewId; now: Date; areSuspected?: boolean },
  given: readonly NewLead[],
): Promise<AddedLead[]> {
  if (!given.length) return []
  const rows = onePerKey(given).map(rowOf)
  const { rows: written } = await sql<WrittenLead & { uniqueKey: string }>`
    insert into leads (${columnsOf(leads)})
    select ${columnsOf(leads, { metadata: withPost })} from ${rowsOf(rows, typesOf(leads, leads.inserted as never))}
    on conflict (unique_key) do update set ${sql.join(combined.map(({ column, value }) => sql`${sql.ref(column)} = ${value}`))}
      where (${sql.join(combined.map(({ column }) => sql`leads.${sql.ref(column)}`))})
        is distinct from (${sql.join(combined.map(({ value }) => value))})
    returning unique_key as "uniqueKey", case when xmax = 0 then 'new' else 'changed' end as change,
      ${selected(leads, '', chosenBy)}`.execute(trx)
  if (!deps.areSuspected) await raiseLeadEvents(trx, deps, written)
  else
    await setArchived(
      trx,
      written.filter(({ change }) => change === 'new').map(({ id }) => id),
      deps.now,
    )
  const known = new Map(
    written.map(({ id, uniqueKey, automationId, change }): [string, AddedLead] => [uniqueKey, { id, uniqueKey, automationId, change }]),
  )
  const repeated = rows.map((row) => row.unique_key).filter((key) => !known.has(key))
  if (repeated.length) for (const lead of await findByKeys(trx, repeated)) known.set(lead.uniqueKey, lead)
  return rows.map((row) => known.get(row.unique_key)!)
}

async function findByKeys(trx: Trx, keys: string[]): Promise<AddedLead[]> {
  const { rows } = await sql<AddedLead>`
    select id, unique_key as "uniqueKey", automation_id as "automationId", 'unchanged' as change from leads
    where unique_key = any(${keys}::text[])`.execute(trx)
  return rows
}

/** A statement must not write a row twice. */
function onePerKey(given: readonly NewLead[]): NewLead[] {
  const byKey = new Map<string, NewLead>()
  for (const lead of given) {
    const first = byKey.get(lead.unique_key)
    byKey.set(lead.unique_key, first ? combine(first, lead) : lead)
  }
  return [...byKey.values()]
}

function combine(first: NewLead, later: NewLead): NewLead {
  const [strong, weak] = later.source === 'automation' || later.source === 'form' ? [later, first] : [first, later]
  return {
    ...first,
    email: strong.email ?? weak.email,
    phone: strong.phone ?? weak.phone,
    name: strong.name ?? weak.name,
    custom_fields: { ...weak.custom_fields, ...strong.custom_fields },
    metadata: { ...later.metadata, ...first.metadata },
  }
}

const rowOf = ({ country, ...lead }: NewLead): Row => ({
  account_id: null,
  contact_id: null,
  automation_id: null,
  version_id: null,
  run_id: null,
  event_id: null,
  form_id: null,
  campaign_id: null,
  ...lead,
  email: lead.email?.trim() || null,
  email_key: emailKey(lead.email),
  phone_key: phoneKey(lead.phone, country ?? ''),
})

/** SQL: the metadata of a lead. That of a run has the post of the event that started it, since answers come by DM. */
const withPost = sql`case when run_id is null then metadata else metadata || jsonb_build_object('mediaId',
        coalesce(metadata ->> 'mediaId', (select e.media_id from runs r join events e on e.id = r.event_id where r.id = given.run_id))) end`

const answers = sql`excluded.source in ('automation', 'form')`
const oneOf = (column: keyof Row): RawBuilder<unknown> =>
  sql`case when ${answers} then coalesce(excluded.${sql.ref(column)}, leads.${sql.ref(column)})
    else coalesce(leads.${sql.ref(column)}, excluded.${sql.ref(column)}) end`
const filled = (column: keyof Row): RawBuilder<unknown> => sql`coalesce(leads.${sql.ref(column)}, excluded.${sql.ref(column)})`
/** SQL: each field of a known lead after a repeat. */
const combined: { column: keyof Row; value: RawBuilder<unknown> }[] = [
  ...(['email', 'email_key', 'phone', 'phone_key', 'name'] as const).map((column) => ({ column, value: oneOf(column) })),
  {
    column: 'custom_fields',
    value: sql`case when ${answers} then leads.custom_fields || excluded.custom_fields else excluded.custom_fields || leads.custom_fields end`,
  },
  { column: 'metadata', value: sql`leads.metadata || excluded.metadata || jsonb_strip_nulls(leads.metadata)` },
  ...(['account_id', 'contact_id', 'form_id', 'campaign_id'] as const).map((column) => ({ column, value: filled(column) })),
]
