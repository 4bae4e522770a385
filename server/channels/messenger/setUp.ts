import type { SetUp } from '../../model/capabilities.ts'
import { isTrue } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { reviewed, reviewedOfPages, setUpRate, toldNothing } from '../meta/setUp.ts'
import { readGraph } from './readGraph.ts'
import { fields, readSubscription } from './subscribe.ts'

/** How a Page is set up (meta-platform.md 4.2 to 4.5, 6.1). */
export const setUp: SetUp = {
  rate: setUpRate,
  async read(http, as) {
    const page = await readGraph(http, as, { method: 'GET', path: segment(as.externalId), query: { fields: 'id,is_published' } })
    return { ...toldNothing, isPublished: page.is_published === undefined ? null : isTrue(page.is_published) }
  },
  readSubscription,
  async tryMessages(http, as) {
    await readGraph(http, as, {
      method: 'GET',
      path: `${segment(as.externalId)}/conversations`,
      query: { platform: 'messenger', limit: '1' },
    })
  },
  review: [
    reviewed('pages_messaging', 'facebook', 'messages', 'messages'),
    reviewed('pages_manage_engagement', 'facebook', 'comments', 'comments'),
    reviewed('pages_read_user_content', 'facebook', 'comments', 'comments'),
    reviewed('leads_retrieval', 'facebook', 'leads', 'leads'),
    reviewed('pages_manage_ads', 'facebook', 'forms', 'lead_forms'),
    reviewed('ads_management', 'facebook', 'ads', 'leads'),
    ...reviewedOfPages,
  ],
  webhook: { object: 'page', fields },
}
