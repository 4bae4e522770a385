import { ControlError } from '../controls/errors.ts'
import { maybeText } from '../controls/request.ts'
import { refuse } from '../platform/errors.ts'
import { pageFields } from '../platform/subscribing.ts'
import type { Product } from '../product.ts'
import { pageEnvelope } from './envelope.ts'
import { leadUsage } from './leadRate.ts'
import { issuePageToken, makePage, pageOf } from './pages.ts'
import { answerPage } from './routes.ts'

/** Conversations of Pages are not simulated yet. */
const noConversations = (): never => {
  throw new ControlError(501, 'not_supported', 'people cannot write to Pages here yet; POST /simulator/leads fills in a lead ad')
}

/** Facebook Pages with their lead ads (meta-platform.md 4.5, 6). */
export const messenger: Product = {
  calls: {
    answer: answerPage,
    tooMany: () => refuse.tooManyLeadCalls(),
    usage: ({ world, account }) => ({ businessId: account.id, type: 'leadgen', spent: leadUsage(world, account) }),
    hasOwnStatuses: false,
  },
  webhooks: {
    object: 'page',
    fields: pageFields,
    firstFields: () => ({ own: ['leadgen'], page: ['leadgen'] }),
    body: pageEnvelope,
  },
  accounts: {
    make: (world, { id, name, body }) => makePage(world, { id, name, category: maybeText(body, 'category') }),
    issueTokens: issuePageToken,
    shown(world, account) {
      const { category, tasks, leadAccess, tosAccepted } = pageOf(world, account)
      return { pageId: account.id, category, tasks, leadAccess, tosAccepted }
    },
  },
  acts: {
    write: noConversations,
    read: noConversations,
    edit: noConversations,
    unsend: noConversations,
    typeInApp: noConversations,
  },
}
