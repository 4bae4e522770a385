import { z } from 'zod'
import { closedOutcomes, shownStatuses } from '../model/message.ts'
import { pageOf, pageQuery } from '../platform/paging.ts'
import { contentShape, shownContentShape, whyNotOne } from './content.schemas.ts'

export const query = pageQuery.extend({
  accountId: z.uuid().optional(),
  conversationId: z.uuid().optional(),
  status: z.enum(shownStatuses).optional(),
  direction: z.enum(['in', 'out']).optional(),
})
export const input = z
  .strictObject({
    accountId: z.uuid(),
    recipientId: z.string().min(1).max(100).optional(),
    conversationId: z.uuid().optional(),
    commentId: z.string().min(1).max(100).optional(),
    public: z.boolean().default(false).describe('with commentId: reply under the post instead of by DM'),
    ...contentShape,
  })
  .refine(
    (body) => [body.recipientId, body.conversationId, body.commentId].filter((one) => one !== undefined).length === 1,
    'Give exactly one of recipientId, conversationId and commentId.',
  )
  .refine((body) => !body.public || body.commentId !== undefined, {
    path: ['public'],
    message: 'Only a reply to a comment can be public: give a commentId, or leave public out.',
  })
  .check(({ value, issues }) => {
    const message = whyNotOne(value)
    if (message) issues.push({ code: 'custom', input: value, message })
  })
export type SentMessage = z.input<typeof input>

export const message = z.object({
  id: z.string(),
  at: z.string(),
  accountId: z.string(),
  conversationId: z.string().nullable(),
  direction: z.enum(['in', 'out']),
  kind: z.string(),
  text: z.string().nullable(),
  ...shownContentShape,
  status: z.string(),
  channelMessageId: z.string().nullable(),
  error: z.object({ code: z.string(), text: z.string() }).nullable(),
  price: z
    .object({ category: z.string(), type: z.string().nullable(), billable: z.boolean().nullable() })
    .nullable()
    .describe('what the platform charges for it, as its statuses said; null: it said nothing'),
  attempts: z.array(
    z.object({
      number: z.number(),
      at: z.string(),
      outcome: z.string(),
      code: z.string().nullable(),
      httpStatus: z.number().nullable(),
      durationMs: z.number().nullable(),
    }),
  ),
  cause: z.object({
    eventId: z.string().nullable(),
    automationId: z.string().nullable(),
    runId: z.string().nullable(),
    byHand: z.boolean(),
  }),
})
export type Message = z.output<typeof message>
export const messageList = pageOf(message)
/** A message that was just stored or decided. */
export const decided = z.object({ id: z.string(), status: z.enum(shownStatuses) })

/** What the person found out: the message had arrived, or it had not. */
export const closedOutcome = z
  .enum(closedOutcomes, 'must be "sent" (the message had arrived) or "failed" (it had not)')
  .default('failed')
  .describe('sent: the message had arrived; failed: it had not')
