import type { AccountEvent, ChannelName } from '../../model/event.ts'
import { type JsonObject, objectOf, shortTextOf, storable, textOf } from './fields.ts'
import { contentDigest, keyOf } from './newEvent.ts'

const mostFields = 20
const maxNameChars = 60
const maxWordChars = 100

/** Of the product a reader belongs to, the name of the notice, what it holds, which id it is about, and when it was sent. */
type Given = {
  channel: ChannelName
  kind: AccountEvent['kind']
  name: string
  value: unknown
  aboutId: string
  /** `entry.time` as the platform wrote it: equal notices may come again and mean something new (APPROVED, PAUSED, APPROVED). */
  sent: unknown
  occurredAt: Date
}

/**
 * A notice of the platform about what is connected, with all that it says in single words; lists and what is nested deeper stay in the raw
 * body.
 */
export function accountEvent({ channel, kind, name, value, aboutId, sent, occurredAt }: Given): AccountEvent {
  const part = storable(name.slice(0, maxNameChars))
  return {
    key: keyOf(part, textOf(sent), contentDigest(value)),
    kind,
    channel,
    aboutId,
    text: null,
    occurredAt,
    detail: { part, says: saidIn(value) },
  }
}

/** `{event: 'DISABLED_UPDATE', ban_info: {waba_ban_state: 'DISABLE'}}` becomes two fields, the second named by its path. */
function saidIn(value: unknown): Record<string, string> {
  const fields = first(objectOf(value)).flatMap(([name, one]) => {
    const inner = objectOf(one)
    return inner ? first(inner).map(([below, two]) => [`${name}.${below}`, two] as const) : [[name, one] as const]
  })
  const words = fields.map(([name, one]) => [
    storable(name.slice(0, maxNameChars)),
    typeof one === 'boolean' ? String(one) : shortTextOf(one, maxWordChars),
  ])
  return Object.fromEntries(words.filter(([, word]) => word !== null).slice(0, mostFields)) as Record<string, string>
}
const first = (fields: JsonObject | null): [string, unknown][] => Object.entries(fields ?? {}).slice(0, mostFields)
