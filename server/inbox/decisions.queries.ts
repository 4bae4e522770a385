import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'
import { decidedLater, events, type NewEvent } from '../platform/tables/events.ts'
import { columnsOf, typesOf } from '../platform/tables/table.ts'

/** The keys that are known already; a known event starts nothing again. `held`: the event, while something about it is still looked up. */
export async function findKnownKeys(
  trx: Trx,
  wanted: { account_id: string; key: string }[],
): Promise<{ accountId: string; key: string; held: string | null }[]> {
  if (!wanted.length) return []
  const { rows } = await sql<{ accountId: string; key: string; held: string | null }>`
    select events.account_id as "accountId", events.key, case when events.outcome = 'held' then events.id end as held
    from ${rowsOf(wanted, typesOf(events, ['account_id', 'key']))}
    join events on events.account_id = given.account_id and events.key = given.key`.execute(trx)
  return rows
}

export async function addEvents(trx: Trx, rows: NewEvent[]): Promise<void> {
  if (!rows.length) return
  await sql`insert into events (${columnsOf(events)}) select * from ${rowsOf(rows, typesOf(events))}`.execute(trx)
}

const written = sql.raw(decidedLater.map((column) => `${column} = given.${column}`).join(', '))

/** Stores the decisions of events that were held. Where and when they came is not changed. */
export async function decideHeldEvents(trx: Trx, rows: NewEvent[]): Promise<void> {
  if (!rows.length) return
  await sql`update events e set ${written} from ${rowsOf(rows, typesOf(events))} where e.id = given.id and e.outcome = 'held'`.execute(trx)
}

/** Trace steps of an event's run after its wait ended. */
export type LaterSteps = { event_id: string; steps: { stage: string; data: Record<string, unknown>; at: string }[] }

/** A run wakes as often as its person answers. Of a trace longer than `most`, the first and the last steps are kept. */
const kept = { most: 400, first: 200, last: 100 }
const leftOut = JSON.stringify([{ stage: 'left_out', data: {} }])

export async function addLaterSteps(trx: Trx, later: LaterSteps[]): Promise<void> {
  if (!later.length) return
  // A statement must not write a row twice: steps of one event are stored together.
  const byEvent = new Map<string, LaterSteps['steps']>()
  for (const { event_id, steps } of later) byEvent.set(event_id, [...(byEvent.get(event_id) ?? []), ...steps])
  const given = [...byEvent].map(([event_id, steps]) => ({ event_id, steps }))
  await sql`
    update events e set decision = jsonb_set(e.decision::jsonb, '{trace}', case
      when jsonb_array_length(e.decision::jsonb -> 'trace') <= ${kept.most} then e.decision::jsonb -> 'trace'
      else jsonb_path_query_array(e.decision::jsonb, ${`$.trace[0 to ${kept.first - 1}]`}::jsonpath) || ${leftOut}::jsonb
        || jsonb_path_query_array(e.decision::jsonb, ${`$.trace[last - ${kept.last - 1} to last]`}::jsonpath) end || given.steps)::json
    from ${rowsOf(given, 'event_id uuid, steps jsonb')} where e.id = given.event_id`.execute(trx)
}
