import { z } from 'zod'
import { pageOf } from '../platform/paging.ts'

export const contact = z.object({
  id: z.string(),
  name: z.string().nullable(),
  username: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  customFields: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  identifiers: z.array(z.object({ accountId: z.string(), kind: z.string(), value: z.string() })),
  createdAt: z.string(),
  lastSeenAt: z.string(),
})
export type Contact = z.output<typeof contact>
export const contactList = pageOf(contact)

export const conversation = z.object({
  id: z.string(),
  accountId: z.string(),
  contact: z.object({ id: z.string(), username: z.string().nullable(), name: z.string().nullable() }),
  windowUntil: z.string().nullable(),
  whyNot: z.object({ code: z.string(), text: z.string() }).nullable().describe('why no text can be sent to them now'),
  optedOutAt: z.string().nullable(),
  botPausedUntil: z.string().nullable(),
  lastEventAt: z.string(),
  createdAt: z.string(),
})
export type Conversation = z.output<typeof conversation>
export const conversationList = pageOf(conversation)
