import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'

export type NewLead = {
  id: string
  workspace_id: string
  account_id: string
  contact_id: string
  automation_id: string
  version_id: string
  run_id: string
  event_id: string
  email: string | null
  phone: string | null
  name: string | null
  custom_fields: Record<string, string>
  metadata: Record<string, unknown>
  captured_at: Date
}

/**
 * One lead per run: a later `save` of the same run completes it. Its post is that of the event that started the run, since answers
 * come by DM. Answers the automations that got a new one.
 */
export async function keepLeads(trx: Trx, leads: NewLead[]): Promise<string[]> {
  if (!leads.length) return []
  const columns = `id uuid, workspace_id uuid, account_id uuid, contact_id uuid, automation_id uuid, version_id uuid, run_id uuid, event_id uuid,
    email text, phone text, name text, custom_fields jsonb, metadata jsonb, captured_at timestamptz`
  const { rows } = await sql<{ automation_id: string; fresh: boolean }>`
    insert into leads (id, workspace_id, source, account_id, contact_id, automation_id, version_id, run_id, event_id, email, phone, name,
      custom_fields, metadata, captured_at)
    select id, workspace_id, 'automation', account_id, contact_id, automation_id, version_id, run_id, event_id, email, phone, name,
      custom_fields, metadata || jsonb_build_object('mediaId',
        coalesce(metadata ->> 'mediaId', (select e.media_id from runs r join events e on e.id = r.event_id where r.id = given.run_id))), captured_at
    from ${rowsOf(leads, columns)}
    on conflict (run_id) do update set email = coalesce(excluded.email, leads.email), phone = coalesce(excluded.phone, leads.phone),
      name = coalesce(excluded.name, leads.name), custom_fields = leads.custom_fields || excluded.custom_fields
    returning automation_id, (xmax = 0) as fresh`.execute(trx)
  return rows.filter((row) => row.fresh).map((row) => row.automation_id)
}
