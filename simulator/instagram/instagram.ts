import { refuse } from '../platform/errors.ts'
import { edit, read, unsend } from '../messaging/personActs.ts'
import { say } from '../messaging/say.ts'
import type { Product } from '../product.ts'
import { envelope } from '../webhooks/envelope.ts'
import { meet } from '../world/threads.ts'
import { issueTokens, makeBusiness } from './accounts.ts'
import { heardFields, instagramFields, loginFields } from './fields.ts'
import { writeOrReact } from './personWrites.ts'
import { answerNode } from './routes.ts'
import { wall } from './wall.ts'

/** Instagram with either login (meta-platform.md 2 and 3). */
export const instagram: Product = {
  calls: {
    answer: answerNode,
    tooMany: () => refuse.tooManyCalls(),
    usage: ({ account }) => ({ businessId: account.id, type: 'instagram' }),
    hasOwnStatuses: false,
  },
  webhooks: {
    object: 'instagram',
    fields: heardFields,
    firstFields: ({ loginType }) => ({
      own: loginType === 'instagram' ? loginFields : instagramFields,
      page: ['messages', 'messaging_postbacks', 'feed'],
    }),
    body: (world, updates, sentAt) => envelope('instagram', updates, world.settings.current(), sentAt),
  },
  accounts: {
    make: makeBusiness,
    issueTokens,
    shown: (_world, { pageId, appScopedId }) => ({ pageId, appScopedId }),
  },
  wall,
  acts: {
    write: writeOrReact,
    read,
    edit,
    unsend,
    typeInApp: (world, account, person, text) => say(world, account, meet(world, account, person), 'human', { kind: 'text', text }),
  },
}
