import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'
import { withDefaults } from '../platform/eventDetail.ts'
import { events, told } from '../platform/tables/events.ts'
import { selected } from '../platform/tables/table.ts'
import type { StoredEvent } from './eventAgain.ts'

/** A held event, and the batch (`bodies.id`) of its payload, if it has one. */
export type HeldEvent = StoredEvent & { id: string; bodyId: number | null; receivedAt: Date }

/** Finds the events among these that are still held. */
export async function findHeldEvents(trx: Trx, ids: string[]): Promise<HeldEvent[]> {
  if (!ids.length) return []
  const { rows } = await sql<HeldEvent>`
    select e.id, e.body_id as "bodyId", e.received_at as "receivedAt", a.channel, ${selected(events, 'e', told)}
    from events e join accounts a on a.id = e.account_id where e.id = any(${ids}::uuid[]) and e.outcome = 'held'`.execute(trx)
  return rows.map((event) => ({ ...event, detail: withDefaults(event.detail) }))
}

/** Finds these events, whatever was decided of them. */
export async function findToldEvents(trx: Trx, ids: string[]): Promise<(StoredEvent & { id: string })[]> {
  if (!ids.length) return []
  const { rows } = await sql<StoredEvent & { id: string }>`
    select e.id, a.channel, ${selected(events, 'e', told)}
    from events e join accounts a on a.id = e.account_id where e.id = any(${ids}::uuid[])`.execute(trx)
  return rows.map((event) => ({ ...event, detail: withDefaults(event.detail) }))
}

/** Deletes held events that turned out to be known under another key, or to be of an erased person. */
export async function removeHeldEvents(trx: Trx, ids: string[]): Promise<void> {
  if (ids.length) await sql`delete from events where id = any(${ids}::uuid[]) and outcome = 'held'`.execute(trx)
}
