import type { SetUp } from '../../model/capabilities.ts'
import { isTrue } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { reviewed, reviewedOfPages, setUpRate, toldNothing } from '../meta/setUp.ts'
import { subscriptionBy } from '../meta/subscribe.ts'
import { fields } from './connecting.ts'
import { errors } from './errors.ts'
import { readGraph } from './readGraph.ts'

const readState = subscriptionBy(errors)

/** How a Page is set up (meta-platform.md 4.5, 6.1). */
export const setUp: SetUp = {
  rate: setUpRate,
  async read(http, as) {
    const page = await readGraph(http, as, { method: 'GET', path: segment(as.externalId), query: { fields: 'id,is_published' } })
    return { ...toldNothing, isPublished: page.is_published === undefined ? null : isTrue(page.is_published) }
  },
  readSubscription: (http, as) => readState(http, as, { id: segment(as.externalId), needed: fields }),
  review: [
    reviewed('leads_retrieval', 'facebook', 'leads', 'leads'),
    reviewed('pages_manage_ads', 'facebook', 'forms', 'lead_forms'),
    reviewed('ads_management', 'facebook', 'ads', 'leads'),
    ...reviewedOfPages,
  ],
  webhook: { object: 'page', fields },
}
