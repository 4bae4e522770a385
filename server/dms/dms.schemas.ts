import { z } from 'zod'
import { channelNames } from '../channels/channels.ts'
import { dmStatuses } from '../model/leadDm.ts'
import { contentShape } from '../outbox/content.schemas.ts'
import { pageOf, pageQuery, searchText } from '../platform/paging.ts'

/** A UUID, or the 24 hexadecimal digits of other systems, which no lead here has: such an id is answered with 404, not 400. */
const leadId = z.string().regex(/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24})$/i, 'must be the id of a lead')
export const params = z.object({ leadId })

export const sendInput = z
  .strictObject({
    leadId,
    provider: z.enum(channelNames, `must be one of ${channelNames.join(', ')}`),
    message: z
      .string()
      .trim()
      .min(1, 'must not be empty; leave it out for the default text')
      .optional()
      .describe('the text; left out, the default text of the workspace for this channel (dmTexts)'),
    template: contentShape.template.describe('instead of message: a template, which is sent outside the window too'),
  })
  .refine(({ message, template }) => message === undefined || template === undefined, 'Give message or template, not both.')
export const sendHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 letters, digits or signs, without spaces')
    .optional()
    .describe('The same value for each repetition of a request: the DM is sent once'),
})
export const retryInput = z
  .strictObject({ force: z.boolean().default(false).describe('also a DM in doubt: it may then arrive twice') })
  .nullish()

export const sent = z.object({
  success: z.literal(true),
  message: z.literal('DM queued successfully'),
  data: z.object({ jobId: z.string().describe('the id of the message'), status: z.literal('queued'), provider: z.string() }),
})
export const retried = z.object({
  success: z.literal(true),
  message: z.literal('DM retry queued successfully'),
  data: z.object({ jobId: z.string(), status: z.literal('queued') }),
})
export const comingSoon = z.object({
  success: z.literal(true),
  message: z.string(),
  data: z.object({
    status: z.literal('coming_soon'),
    provider: z.string(),
    deepLink: z.string().describe('opens a chat with the person in your own app, with the text filled in'),
  }),
})
export const dmRefusal = z
  .object({
    success: z.literal(false),
    error: z.object({ code: z.string().describe('in capitals'), message: z.string().describe('what to do, for people') }),
    data: z.object({ deepLink: z.string() }).optional().describe('with NOT_PERMITTED: another way to reach the person'),
  })
  .describe('An error: why, and what to do')

const dmLog = z.object({
  id: z.string(),
  leadId: z.string(),
  lead: z.object({ name: z.string().nullable(), email: z.string().nullable(), username: z.string().nullable() }),
  provider: z.string(),
  status: z.enum(dmStatuses),
  errorCode: z.string().nullable(),
  errorDetails: z.string().nullable().describe('the sentence for people'),
  text: z.string(),
  metadata: z.object({
    accountId: z.string().nullable(),
    automationId: z.string().nullable(),
    channelMessageId: z.string().nullable(),
    attempts: z.number().describe('requests made to the platform'),
    continueUrl: z.string().nullable().describe('while it waits: the link with which the person writes to the account'),
    deepLink: z
      .string()
      .nullable()
      .describe(
        'of a DM that was not sent: opens a chat with the person in your own app, with the text filled in, where the channel has that',
      ),
  }),
  attempt: z.number().describe('1 for the first DM to the lead, one more for each DM and retry after it'),
  canRetry: z.boolean().describe('it failed, and no other DM to the lead followed'),
  at: z.string(),
})
export type DmLog = z.output<typeof dmLog>
export const logQuery = pageQuery.extend({
  leadId: leadId.optional(),
  status: z.enum(dmStatuses).optional(),
  provider: z.enum(channelNames).optional(),
  q: searchText.describe('words of the lead or its person. A page may hold fewer DMs than asked for although more follow'),
})
export const dmLogList = pageOf(dmLog)

export const dmStatus = z.object({
  success: z.literal(true),
  data: z.object({
    leadId: z.string(),
    dmStatus: z.enum(dmStatuses).nullable(),
    dmProvider: z.string().nullable(),
    dmSentAt: z.string().nullable(),
    dmError: z.string().nullable(),
    recentLogs: z.array(dmLog),
  }),
})
