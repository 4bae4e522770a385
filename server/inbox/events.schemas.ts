import { z } from 'zod'
import { eventKinds, eventOutcomes } from '../model/event.ts'
import { messageKinds, shownStatuses } from '../model/message.ts'
import { delivery } from '../endpoints/endpoints.schemas.ts'
import { shownMail } from '../mail/mail.schemas.ts'
import { pageOf } from '../platform/paging.ts'

export const event = z.object({
  id: z.string(),
  key: z.string(),
  kind: z.enum(eventKinds),
  channel: z.string(),
  accountId: z.string(),
  conversationId: z.string().nullable(),
  sender: z.object({ id: z.string().nullable(), username: z.string().optional(), name: z.string().optional() }),
  text: z.string().nullable(),
  attachments: z.array(
    z.object({ type: z.string(), url: z.string().optional(), fileId: z.string().optional().describe('of GET /api/media/:id') }),
  ),
  externalId: z.string().nullable(),
  mediaId: z.string().nullable(),
  occurredAt: z.string(),
  receivedAt: z.string(),
  replyTo: z.record(z.string(), z.unknown()).optional(),
  referral: z.record(z.string(), z.unknown()).optional(),
  payload: z.string().optional(),
  /** The content of a submitted form: its data, or the text that should have been data. */
  form: z.union([z.record(z.string(), z.unknown()), z.string()]).optional(),
  status: z.string().optional().describe('of kind `status`: what became of the message `externalId`, in the platform’s word'),
  lead: z
    .object({ id: z.string().nullable(), form: z.string().nullable() })
    .optional()
    .describe('of an event of a lead ad: the lead, null until it was read from the platform, and the name of its form'),
  location: z.record(z.string(), z.unknown()).optional().describe('a place that the person shared'),
  contacts: z.array(z.record(z.string(), z.unknown())).optional().describe('contacts that the person shared'),
  order: z.record(z.string(), z.unknown()).optional().describe('what the person ordered from the catalog'),
  automation: z.object({ id: z.string(), name: z.string() }).nullable(),
  outcome: z.enum(eventOutcomes),
  outcomeReason: z.string().nullable(),
  outcomeText: z.string(),
})

export type EventItem = z.output<typeof event>
export const eventList = pageOf(event)

export const attempt = z.object({
  number: z.number(),
  at: z.string(),
  outcome: z.string(),
  code: z.string().nullable(),
  httpStatus: z.number().nullable(),
  durationMs: z.number().nullable(),
  text: z.string(),
})

const traceMessage = z.object({
  id: z.string(),
  kind: z.enum(messageKinds),
  text: z.string(),
  buttons: z.array(z.looseObject({ title: z.string(), url: z.string().optional() })).optional(),
  status: z.enum(shownStatuses),
  chip: z.string(),
  error: z.object({ code: z.string(), text: z.string() }).nullable(),
  waiting: z.object({ code: z.string(), text: z.string(), until: z.string().nullable() }).nullable(),
  channelMessageId: z.string().nullable(),
  attempts: z.array(attempt),
})
export type TraceMessage = z.output<typeof traceMessage>

export const trace = z.object({
  event,
  account: z.object({ id: z.string(), name: z.string(), username: z.string().nullable() }),
  steps: z.array(z.object({ at: z.string(), stage: z.string(), text: z.string() })),
  automations: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      version: z.number(),
      matched: z.boolean(),
      reason: z.string().nullable(),
      text: z.string(),
    }),
  ),
  messages: z.array(traceMessage),
  mails: z.array(shownMail),
  deliveries: z.array(delivery.extend({ data: z.unknown().describe('what is sent, before the mapping of the endpoint') })),
})
export type Trace = z.output<typeof trace>
