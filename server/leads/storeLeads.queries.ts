import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'
import { leads } from '../platform/tables/leads.ts'
import { columnsOf, typesOf, without, type NewRow } from '../platform/tables/table.ts'

/** A lead that a run of an automation captured. */
export type NewLead = Omit<NewRow<typeof leads>, 'source'> & { account_id: string; automation_id: string }

/**
 * Stores one lead per run: a later `save` of the same run completes it. Its post is that of the event that started the run, since answers
 * come by DM. Out: the automations that got a new lead.
 */
export async function storeLeads(trx: Trx, rows: NewLead[]): Promise<string[]> {
  if (!rows.length) return []
  const given = rowsOf(rows, typesOf(leads, without(leads, 'seq', 'source', 'status', 'notified', 'exported')))
  const { rows: kept } = await sql<{ automation_id: string; fresh: boolean }>`
    insert into leads (${columnsOf(leads)})
    select ${columnsOf(leads, { source: sql`'automation'`, metadata: withPost })} from ${given}
    on conflict (run_id) do update set email = coalesce(excluded.email, leads.email), phone = coalesce(excluded.phone, leads.phone),
      name = coalesce(excluded.name, leads.name), custom_fields = leads.custom_fields || excluded.custom_fields
    returning automation_id, (xmax = 0) as fresh`.execute(trx)
  return kept.filter((row) => row.fresh).map((row) => row.automation_id)
}

/** SQL: the metadata of a lead, with the post of the event that started its run. */
const withPost = sql`metadata || jsonb_build_object('mediaId',
        coalesce(metadata ->> 'mediaId', (select e.media_id from runs r join events e on e.id = r.event_id where r.id = given.run_id)))`
