import type { Update } from '../webhooks/envelope.ts'
import { getAccount } from '../world/accounts.ts'
import type { World } from '../world/world.ts'
import { numberOf } from './numbers.ts'

/**
 * A payload about WhatsApp business accounts, under whose ids webhooks about their numbers come: `changes` alone; entries carry the time
 * they were sent, except those of messages (meta-platform.md 5.4, 5.6).
 */
export function businessEnvelope(world: World, updates: Update[], sentAt: number): unknown {
  const entries: { id: string; time?: number; changes: unknown[] }[] = []
  for (const { accountId, field, value } of updates) {
    const { wabaId } = numberOf(world, getAccount(world, accountId))
    const timed = field !== 'messages'
    let entry = entries.at(-1)
    if (entry?.id !== wabaId || (entry.time !== undefined) !== timed) {
      entries.push((entry = { id: wabaId, ...(timed && { time: Math.floor(sentAt / 1000) }), changes: [] }))
    }
    entry.changes.push({ value: withNumber(value), field })
  }
  return { object: 'whatsapp_business_account', entry: entries }
}

/** JSON text as it is: numbers beyond 2^53 stay exact. */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON

/** Templates' ids are numbers in webhooks, and text everywhere else (5.6). */
function withNumber(value: unknown): unknown {
  const { message_template_id: id } = value as { message_template_id?: unknown }
  return typeof id === 'string' && /^\d+$/.test(id) ? { ...(value as object), message_template_id: rawJson(id) } : value
}
