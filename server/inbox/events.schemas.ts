import { z } from 'zod'
import { eventKinds } from '../model/event.ts'

export const eventOutcomes = [
  'waiting',
  'sent',
  'delivered',
  'read',
  'failed',
  'in_doubt',
  'parked',
  'skipped',
  'opted_out',
  'opted_in',
  'noted',
] as const

export const event = z.object({
  id: z.string(),
  key: z.string(),
  kind: z.enum(eventKinds),
  channel: z.string(),
  accountId: z.string(),
  conversationId: z.string().nullable(),
  sender: z.object({ id: z.string().nullable(), username: z.string().optional(), name: z.string().optional() }),
  text: z.string().nullable(),
  attachments: z.array(z.object({ type: z.string(), url: z.string().optional() })),
  externalId: z.string().nullable(),
  mediaId: z.string().nullable(),
  occurredAt: z.string(),
  receivedAt: z.string(),
  replyTo: z.record(z.string(), z.unknown()).optional(),
  referral: z.record(z.string(), z.unknown()).optional(),
  payload: z.string().optional(),
  /** What somebody filled into a form: its data, or the text that should have held them. */
  form: z.union([z.record(z.string(), z.unknown()), z.string()]).optional(),
  automation: z.object({ id: z.string(), name: z.string() }).nullable(),
  outcome: z.enum(eventOutcomes),
  outcomeReason: z.string().nullable(),
  outcomeText: z.string(),
})

export const attempt = z.object({
  number: z.number(),
  at: z.string(),
  outcome: z.string(),
  code: z.string().nullable(),
  httpStatus: z.number().nullable(),
  durationMs: z.number().nullable(),
  text: z.string(),
})

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
  messages: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      text: z.string(),
      buttons: z.array(z.unknown()).optional(),
      status: z.string(),
      chip: z.string(),
      error: z.object({ code: z.string(), text: z.string() }).nullable(),
      waiting: z.object({ code: z.string(), text: z.string(), until: z.string().nullable() }).nullable(),
      channelMessageId: z.string().nullable(),
      attempts: z.array(attempt),
    }),
  ),
})
