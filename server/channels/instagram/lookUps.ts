import type { Found, LookUps } from '../../model/capabilities.ts'
import type { Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { type JsonObject, idOf, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { messageIn } from '../meta/messaging/messageIn.ts'
import { messageFields } from './messageFields.ts'
import { otherReadsRate, readBackRate } from './limits.ts'
import { readGraph } from './readGraph.ts'

const get = (http: Http, as: Credentials, id: string, fields: string): Promise<JsonObject> =>
  readGraph(http, as, { method: 'GET', path: segment(id), query: { fields } })

/** Finds the author of a comment whose webhook did not name them (meta-platform.md 3.4). */
async function readWho(http: Http, as: Credentials, commentId: string): Promise<Found['who']> {
  const comment = await get(http, as, commentId, 'from,username')
  const from = objectOf(comment.from)
  const id = idOf(from?.id)
  const selfId = idOf(from?.self_ig_scoped_id)
  // `user` is present only on the account's own comments (3.4).
  const isOwn = id === as.externalId || (selfId !== null && selfId !== id) || objectOf(comment.user) !== null
  return { id, username: textOf(from?.username) ?? textOf(comment.username), isOwn }
}

/** Reads a message of which only the id was received (3.5). */
const readMessage = async (http: Http, as: Credentials, mid: string): Promise<Found['message']> =>
  messageIn(as, mid, await get(http, as, mid, messageFields))

/** Reads the name of a person. Readable once they have written or tapped (3.5); the picture's URL would expire in a few days. */
async function readProfile(http: Http, as: Credentials, personId: string): Promise<Found['profile']> {
  const profile = await get(http, as, personId, 'name,username')
  return { name: textOf(profile.name) || null, username: textOf(profile.username) || null }
}

export const lookUps: LookUps = {
  who: { limit: otherReadsRate, read: readWho },
  // The Conversations API, whose limit also counts reading back (3.7).
  message: { limit: { ...readBackRate, callsEach: 1 }, read: readMessage },
  profile: { limit: { ...otherReadsRate, key: 'profiles', calls: 5 }, read: readProfile },
}
