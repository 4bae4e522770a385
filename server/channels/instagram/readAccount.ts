import { type AccountProfile, ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { type JsonObject, idOf, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'

/**
 * Reads the Instagram account that the token belongs to (meta-platform.md 3.5).
 * With Instagram login the token identifies the account, and `user_id` is the id that webhooks carry; `id` there is another one (2.1).
 * With Facebook login the token is a Page's, so the account is requested by its id; a successful read shows that the token has access.
 * Errors: rejects with a ChannelError.
 */
export async function readAccount(http: Http, as: Credentials): Promise<AccountProfile> {
  const byPage = as.loginType === 'facebook'
  const answer = await readGraph(http, as, {
    method: 'GET',
    path: byPage ? segment(as.externalId) : 'me',
    query: { fields: byPage ? 'id,username,name,profile_picture_url' : 'id,user_id,username,name,account_type,profile_picture_url' },
  })
  const profile = unwrapped(answer)
  const externalId = idOf(profile.user_id) ?? idOf(profile.id)
  if (!externalId) throw new ChannelError('unreadable_answer', sentence('instagram.account_not_named'), 'retry', null)
  return { externalId, username: textOf(profile.username), name: textOf(profile.name), pictureUrl: textOf(profile.profile_picture_url) }
}

/** The documentation shows `{data:[{…}]}`, the actual response is flat (meta-platform.md 12, row 10). */
const unwrapped = (answer: JsonObject): JsonObject => (Array.isArray(answer.data) ? objectOf(answer.data[0]) : null) ?? answer
