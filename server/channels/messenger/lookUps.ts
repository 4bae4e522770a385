import type { Found, LookUps } from '../../model/capabilities.ts'
import type { Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { idOf, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { otherReadsRate } from './limits.ts'
import { readGraph } from './readGraph.ts'

/** Finds the author of a comment whose webhook did not name them (meta-platform.md 4.3, 4.4). */
async function readWho(http: Http, as: Credentials, commentId: string): Promise<Found['who']> {
  const comment = await readGraph(http, as, { method: 'GET', path: segment(commentId), query: { fields: 'from' } })
  const id = idOf(objectOf(comment.from)?.id)
  return { id, username: null, isOwn: id === as.externalId }
}

/** Reads the name of a person who wrote (4.1); the picture's URL would expire. */
async function readProfile(http: Http, as: Credentials, personId: string): Promise<Found['profile']> {
  const profile = await readGraph(http, as, { method: 'GET', path: segment(personId), query: { fields: 'first_name,last_name,name' } })
  const [first, last] = [textOf(profile.first_name), textOf(profile.last_name)]
  return { name: textOf(profile.name) || [first, last].filter(Boolean).join(' ') || null, username: null }
}

export const lookUps: LookUps = {
  who: { limit: otherReadsRate, read: readWho },
  profile: { limit: { ...otherReadsRate, key: 'profiles', calls: 5 }, read: readProfile },
}
