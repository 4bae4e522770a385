import type { AccountEvent, ChannelName } from '../../model/event.ts'
import { type JsonObject, objectOf, shortTextOf, storable, textOf } from './fields.ts'
import { contentDigest, keyOf } from './newEvent.ts'

const mostFields = 20
const maxNameChars = 60
const maxWordChars = 100

/** The product of the reader, the name of the notice, its content, the id it is about, and when it was sent. */
type Given = {
  channel: ChannelName
  kind: AccountEvent['kind']
  name: string
  value: unknown
  aboutId: string
  /** `entry.time` as the platform wrote it: an equal notice may come again with a new meaning (APPROVED, PAUSED, APPROVED). */
  sent: unknown
  occurredAt: Date
}

/** A platform notice about a connected account, with all its scalar fields; lists and deeper nesting stay in the stored payload. */
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
