import { type AccountProfile, ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { idOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'

/**
 * Reads the number that the token has access to (meta-platform.md 5.11). A token belongs to a business and may reach several numbers, so
 * the number is requested by its id; a successful response shows that the token has access.
 * Errors: rejects with a ChannelError.
 */
export async function readAccount(http: Http, as: Credentials): Promise<AccountProfile> {
  const answer = await readGraph(http, as, {
    method: 'GET',
    path: segment(as.externalId),
    query: { fields: 'id,display_phone_number,verified_name' },
  })
  const externalId = idOf(answer.id)
  if (!externalId) throw new ChannelError('unreadable_answer', sentence('whatsapp.number_not_named'), 'retry', null)
  const phone = textOf(answer.display_phone_number)
  return { externalId, username: null, name: textOf(answer.verified_name) ?? phone, pictureUrl: null, phone }
}
