import { envelope, type Update } from '../webhooks/envelope.ts'
import type { World } from '../world/world.ts'

/** Ids inside a `leadgen` change; in the platform's documentation and in most payloads they are JSON numbers (meta-platform.md 6.1). */
const numericIds = new Set(['ad_id', 'adgroup_id', 'form_id', 'leadgen_id', 'page_id'])

/** JSON text as it is: numbers beyond 2^53 stay exact. */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON

/** A payload about Pages. Ids are kept as text until here, so that none is rounded. */
export function pageEnvelope(world: World, updates: Update[], sentAt: number): unknown {
  const settings = world.settings.current()
  const written = settings.leads.idsAs === 'strings' ? updates : updates.map((update) => ({ ...update, value: withNumbers(update.value) }))
  return envelope('page', written, settings, sentAt)
}

const withNumbers = (value: unknown): unknown =>
  Object.fromEntries(
    Object.entries(value as Record<string, unknown>).map(([key, inner]) => [key, numericIds.has(key) ? rawJson(String(inner)) : inner]),
  )
