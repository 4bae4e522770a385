import { refuse } from '../platform/errors.ts'
import type { Product } from '../product.ts'
import { longRetryMinutes } from '../webhooks/schedule.ts'
import { issueToken } from '../world/tokens.ts'
import { addNumber } from './accounts.ts'
import { businessEnvelope } from './envelope.ts'
import { numberOf, whatsappScopes } from './numbers.ts'
import { findOverride } from './overrides.ts'
import { change, read, typeInApp, writeOrReact } from './personActs.ts'
import { answerNumber } from './routes.ts'
import { whatsappFields } from './fields.ts'

/** Numbers of WhatsApp business accounts (meta-platform.md 5). */
export const whatsapp: Product = {
  calls: {
    answer: answerNumber,
    tooMany: () => refuse.tooManyManagementCalls(),
    // Sending is limited by throughput, which no header reports.
    usage: ({ world, account, parts }) =>
      parts[1] === 'messages' ? null : { businessId: numberOf(world, account).wabaId, type: 'whatsapp_business_management' },
    hasOwnStatuses: true,
  },
  webhooks: {
    object: 'whatsapp_business_account',
    fields: whatsappFields,
    firstFields: () => ({ own: whatsappFields, page: [] }),
    body: businessEnvelope,
    // `messages` go first to the number's own address, then to that of its business account (13.1, row 1.23).
    otherUrl(world, account, fields) {
      if (fields.some((field) => field !== 'messages')) return null
      return (findOverride(world, account.id) ?? findOverride(world, numberOf(world, account).wabaId))?.url ?? null
    },
    retryMinutes: longRetryMinutes,
  },
  accounts: {
    make: addNumber,
    issueTokens: (world, account) => void issueToken(world, account, 'system', whatsappScopes),
    shown(world, account) {
      const { wabaId, phone } = numberOf(world, account)
      return { phoneNumberId: account.id, wabaId, phone: `+${phone}` }
    },
  },
  acts: {
    write: writeOrReact,
    read,
    edit: change,
    unsend: (world, account, message) => void change(world, account, message, null),
    typeInApp,
  },
}
