import type { Remembered } from '../../../model/capabilities.ts'
import type { Credentials } from '../../../model/channel.ts'
import type { Http } from '../../../model/http.ts'
import { idIn, idOf, type JsonObject, listOf, objectOf, textOf } from '../fields.ts'
import { type GraphCall, segment, speaker } from '../graph.ts'
import { momentOf } from '../momentOf.ts'

type Read = (http: Http, as: Credentials, call: GraphCall) => Promise<JsonObject>

/** Two requests: the thread with this person, then its messages. Only the newest twenty keep their text (meta-platform.md 3.5). */
export async function saidInThread(read: Read, platform: string, http: Http, as: Credentials, recipientId: string): Promise<Remembered[]> {
  const threads = await read(http, as, {
    method: 'GET',
    path: `${speaker(as)}/conversations`,
    query: { platform, user_id: recipientId },
  })
  const found: Remembered[] = []
  for (const thread of listOf(threads.data)) {
    const threadId = idIn(thread)
    if (!threadId) continue
    const answer = await read(http, as, {
      method: 'GET',
      path: segment(threadId),
      query: { fields: 'messages{id,created_time,from,to,message}' },
    })
    found.push(...rememberedIn(objectOf(answer.messages)?.data, 'message', 'created_time', (author) => author !== recipientId))
  }
  return found
}

/** What the account said, of a list of messages or comments; those certainly by others are left out. */
export function rememberedIn(
  items: unknown,
  textField: string,
  timeField: string,
  isOurs: (author: string | null) => boolean,
): Remembered[] {
  const found: Remembered[] = []
  for (const item of listOf(items)) {
    const given = objectOf(item)
    const id = idOf(given?.id)
    const text = textOf(given?.[textField])
    const at = momentOf(given?.[timeField])
    if (id && text !== null && at && isOurs(idIn(given?.from))) found.push({ id, text, at })
  }
  return found
}
