import { z } from 'zod'
import { commentState } from '../comments/comments.schemas.ts'
import { noteKinds } from '../model/conversation.ts'
import { message } from '../outbox/messages.schemas.ts'
import { pageOf, pageQuery, searchText } from '../platform/paging.ts'

export const conversationQuery = pageQuery.extend({
  accountId: z.uuid().optional(),
  status: z.enum(['open', 'closed']).optional(),
  assigneeId: z
    .union([z.uuid(), z.enum(['none', 'me'])])
    .optional()
    .describe('a member; `none`: of nobody; `me`: the caller’s'),
  channel: z.string().max(50).optional(),
  contactId: z.uuid().optional(),
  q: searchText,
})

export const conversationChange = z
  .strictObject({
    assigneeId: z
      .union([z.uuid(), z.literal('next')])
      .nullable()
      .describe('a member; `next`: whose turn it is; null: nobody'),
    status: z.enum(['open', 'closed']),
    bot: z.enum(['on', 'off']).describe('off: automations pause until `botUntil`, or until they are switched on'),
    botUntil: z.iso.datetime({ offset: true }),
    botPausedUntil: z.iso.datetime({ offset: true }).nullable().describe('pauses automations until then; null: they go on at once'),
  })
  .partial()
  .refine((change) => change.botUntil === undefined || change.bot === 'off', 'Give botUntil together with bot: "off".')
  .refine((change) => change.bot === undefined || change.botPausedUntil === undefined, 'Give either bot or botPausedUntil.')
export type ConversationInput = z.input<typeof conversationChange>

const last = z.object({
  direction: z.enum(['in', 'out']),
  kind: z.string(),
  text: z.string().nullable(),
  status: z.string(),
  at: z.string(),
})

export const conversation = z.object({
  id: z.string(),
  accountId: z.string(),
  channel: z.string(),
  contact: z.object({ id: z.string(), username: z.string().nullable(), name: z.string().nullable() }),
  windowUntil: z.string().nullable(),
  whyNot: z.object({ code: z.string(), text: z.string() }).nullable().describe('why no text can be sent to them now'),
  optedOutAt: z.string().nullable(),
  status: z.enum(['open', 'closed']),
  assigneeId: z.string().nullable().describe('the member it is assigned to'),
  bot: z.enum(['on', 'off']).describe('whether automations reply now; see `botPausedUntil` and `optedOutAt`'),
  botPausedUntil: z.string().nullable().describe('automations pause until then; the year 9999: until somebody resumes them'),
  unread: z.number().describe('what the person did since the caller read the conversation, 100 at most; 0 for programs'),
  last: last.nullable(),
  openedAt: z.string().describe('when it began, or was opened again last'),
  closedAt: z.string().nullable(),
  firstAnsweredAt: z.string().nullable().describe('when a member of the team first wrote since then'),
  firstResponseSeconds: z.number().nullable(),
  resolutionSeconds: z.number().nullable().describe('from when it was opened until it was closed'),
  marketingStoppedAt: z.string().nullable().describe('when they stopped marketing by the platform’s own switch; replies go on'),
  freeUntil: z.string().nullable().describe('until when the platform charges nothing for messages to them, as it said'),
  lastEventAt: z.string(),
  createdAt: z.string(),
})
export type Conversation = z.output<typeof conversation>
export const conversationList = pageOf(conversation)
export const unreadConversations = z.object({
  count: z.number().describe('open conversations with something that the caller has not read, among the newest 200; 0 for programs'),
})

export const note = z.object({
  id: z.string(),
  kind: z.enum(noteKinds),
  text: z.string().nullable(),
  by: z.string().describe('the name of who did it; of the automation that handed over'),
  assignee: z.object({ memberId: z.string(), name: z.string() }).nullable(),
  until: z.string().nullable().describe('of a pause; null: until somebody resumes them'),
  at: z.string(),
})
export type Note = z.output<typeof note>
export const noteInput = z.strictObject({ text: z.string().trim().min(1).max(5_000) })

export const timelineItem = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    id: z.string(),
    at: z.string(),
    message,
    attachments: z
      .array(
        z.object({
          type: z.string(),
          name: z.string().nullable(),
          url: z.string().nullable().describe('where its bytes are: a path of this API, or the platform’s address'),
        }),
      )
      .describe('what the person attached'),
    comment: commentState
      .extend({
        id: z.string(),
        mediaId: z.string().nullable(),
        privateRepliesLeft: z.number(),
        whyNotPrivate: z.string().nullable().describe('why no private reply can be sent to this comment'),
      })
      .nullable(),
  }),
  z.object({ type: z.literal('note'), id: z.string(), at: z.string(), note }),
])
export type TimelineItem = z.output<typeof timelineItem>
export const timeline = pageOf(timelineItem)

export const teammate = z.object({ memberId: z.string(), name: z.string() })
export const teammateList = z.object({ data: z.array(teammate) })
export type Teammate = z.output<typeof teammate>

export const viewing = z.strictObject({
  typing: z.boolean().default(false).describe('whether the caller is writing'),
  left: z.boolean().default(false).describe('the caller looks at it no longer'),
})
export const viewers = z.object({
  data: z.array(teammate.extend({ typing: z.boolean(), until: z.string() })).describe('who else looks at it, each until a time'),
})
export type Viewers = z.output<typeof viewers>
