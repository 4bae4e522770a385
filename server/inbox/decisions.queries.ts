import { sql } from 'kysely'
import type { EventDetail, StoredDecision } from '../platform/eventDetail.ts'
import { rowsOf, type Trx } from '../platform/db.ts'

export type KeptEvent = {
  id: string
  workspace_id: string
  account_id: string
  conversation_id: string | null
  contact_id: string | null
  body_id: number | null
  key: string
  kind: string
  sender_id: string | null
  username: string | null
  text: string | null
  payload: string | null
  media_id: string | null
  external_id: string | null
  detail: Partial<EventDetail>
  occurred_at: Date
  received_at: Date
  decided_at: Date
  outcome: string
  silence: string | null
  automation_id: string | null
  run_id: string | null
  automation_set: number
  decision: StoredDecision
}

/** Which of these things are already known: the same thing told again starts nothing. `held`: the event, where something is still asked about it. */
export async function findKnownKeys(
  trx: Trx,
  wanted: { account_id: string; key: string }[],
): Promise<{ accountId: string; key: string; held: string | null }[]> {
  if (!wanted.length) return []
  const { rows } = await sql<{ accountId: string; key: string; held: string | null }>`
    select events.account_id as "accountId", events.key, case when events.outcome = 'held' then events.id end as held
    from ${rowsOf(wanted, 'account_id uuid, key text')}
    join events on events.account_id = given.account_id and events.key = given.key`.execute(trx)
  return rows
}

const eventColumns = `id uuid, workspace_id uuid, account_id uuid, conversation_id uuid, contact_id uuid, body_id bigint, key text, kind text,
    sender_id text, username text, text text, payload text, media_id text, external_id text, detail json, occurred_at timestamptz,
    received_at timestamptz, decided_at timestamptz, outcome text, silence text, automation_id uuid, run_id uuid, automation_set bigint, decision json`

export async function addEvents(trx: Trx, events: KeptEvent[]): Promise<void> {
  if (!events.length) return
  await sql`
    insert into events (id, workspace_id, account_id, conversation_id, contact_id, body_id, key, kind, sender_id, username, text, payload, media_id,
      external_id, detail, occurred_at, received_at, decided_at, outcome, silence, automation_id, run_id, automation_set, decision)
    select * from ${rowsOf(events, eventColumns)}`.execute(trx)
}

/** Events that were held until what they lacked was known, and are decided now. Where and when they came stays as it was. */
export async function decideHeldEvents(trx: Trx, events: KeptEvent[]): Promise<void> {
  if (!events.length) return
  const columns = [
    'conversation_id',
    'contact_id',
    'key',
    'kind',
    'sender_id',
    'username',
    'text',
    'payload',
    'media_id',
    'external_id',
    'detail',
  ].concat(['decided_at', 'outcome', 'silence', 'automation_id', 'run_id', 'automation_set', 'decision'])
  await sql`
    update events e set ${sql.raw(columns.map((column) => `${column} = given.${column}`).join(', '))}
    from ${rowsOf(events, eventColumns)} where e.id = given.id and e.outcome = 'held'`.execute(trx)
}

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

/** What happened to an event's run when its time came. */
export type LaterSteps = { event_id: string; steps: { stage: string; data: Record<string, unknown>; at: string }[] }

export async function addLaterSteps(trx: Trx, later: LaterSteps[]): Promise<void> {
  if (!later.length) return
  // One statement may not write a row twice: steps of one event go together.
  const byEvent = new Map<string, LaterSteps['steps']>()
  for (const { event_id, steps } of later) byEvent.set(event_id, [...(byEvent.get(event_id) ?? []), ...steps])
  const given = [...byEvent].map(([event_id, steps]) => ({ event_id, steps }))
  await sql`
    update events e set decision = jsonb_set(e.decision::jsonb, '{trace}', e.decision::jsonb -> 'trace' || given.steps)::json
    from ${rowsOf(given, 'event_id uuid, steps jsonb')} where e.id = given.event_id`.execute(trx)
}

export async function touchAccounts(trx: Trx, accountIds: string[], now: Date): Promise<void> {
  if (!accountIds.length) return
  // A minute's precision is enough for "last event"; more would write the row with every batch.
  await sql`
    update accounts set last_event_at = ${now}
    where id = any(${accountIds}::uuid[]) and (last_event_at is null or last_event_at < ${new Date(now.getTime() - 60_000)})`.execute(trx)
}
