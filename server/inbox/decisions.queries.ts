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
