import { maybeText } from '../controls/request.ts'
import { edit, unsend } from '../messaging/personActs.ts'
import { refuse } from '../platform/errors.ts'
import { isMessaging, pageFields } from '../platform/subscribing.ts'
import type { Product } from '../product.ts'
import { pageEnvelope } from './envelope.ts'
import { leadUsage } from './leadRate.ts'
import { issuePageToken, makePage, pageOf } from './pages.ts'
import { meet } from '../world/threads.ts'
import { writeOrReact } from './personWrites.ts'
import { answerPage } from './routes.ts'
import { readUpToNow, sayAsPage } from './say.ts'
import { wall } from './wall.ts'

const firstFields = ['leadgen', 'feed', ...pageFields.filter(isMessaging)]

/** Facebook Pages: conversations, posts with comments, and lead ads (meta-platform.md 4, 6). */
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
    firstFields: () => ({ own: firstFields, page: firstFields }),
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
  wall,
  acts: {
    write: writeOrReact,
    read: readUpToNow,
    edit: (world, account, message, text) => edit(world, account, message, text, 'message_edits'),
    unsend,
    typeInApp: (world, account, person, text) => sayAsPage(world, account, meet(world, account, person), 'human', { kind: 'text', text }),
  },
}
