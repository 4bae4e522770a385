import type { SetUp } from '../../model/capabilities.ts'
import { type JsonObject, objectOf, textOf } from '../meta/fields.ts'
import { segment, speaker } from '../meta/graph.ts'
import { reviewed, reviewedOfPages, setUpRate, toldNothing } from '../meta/setUp.ts'
import { readGraph } from './readGraph.ts'
import { accountFields, readSubscription } from './subscribe.ts'

/** How an Instagram account is set up (meta-platform.md 2.2, 3.5). */
export const setUp: SetUp = {
  rate: setUpRate,
  async read(http, as) {
    const byPage = as.loginType === 'facebook'
    const answer = await readGraph(http, as, {
      method: 'GET',
      path: byPage ? segment(as.externalId) : 'me',
      query: { fields: byPage ? 'id,username' : 'id,user_id,username,account_type' },
    })
    const profile: JsonObject = (Array.isArray(answer.data) ? objectOf(answer.data[0]) : null) ?? answer
    const type = textOf(profile.account_type)
    return { ...toldNothing, username: textOf(profile.username), isProfessional: type === null ? null : !/^personal$/i.test(type) }
  },
  readSubscription,
  async tryMessages(http, as) {
    await readGraph(http, as, { method: 'GET', path: `${speaker(as)}/conversations`, query: { platform: 'instagram', limit: '1' } })
  },
  review: [
    reviewed('instagram_business_basic', 'instagram', 'basic', null),
    reviewed('instagram_business_manage_comments', 'instagram', 'comments', 'comments'),
    reviewed('instagram_business_manage_messages', 'instagram', 'messages', 'messages'),
    reviewed('instagram_basic', 'facebook', 'basic', null),
    reviewed('instagram_manage_comments', 'facebook', 'comments', 'comments'),
    reviewed('instagram_manage_messages', 'facebook', 'messages', 'messages'),
    reviewed('pages_messaging', 'facebook', 'messages', 'messages'),
    ...reviewedOfPages,
  ],
  webhook: { object: 'instagram', fields: accountFields },
}
