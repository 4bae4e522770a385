import { z } from 'zod'
import { consentAbouts, consentSources } from '../model/consent.ts'
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
export const consentList = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      accountId: z.string(),
      about: z.enum(consentAbouts),
      given: z.boolean(),
      source: z.enum(consentSources),
      text: z.string().nullable().describe('the words of the person or of the platform'),
      sourceId: z.string().nullable().describe('of a sign-up link: the platform’s id of it'),
      eventId: z.string().nullable(),
      at: z.string(),
    }),
  ),
})
export const conversationChange = z.strictObject({
  botPausedUntil: z.iso.datetime({ offset: true }).nullable().describe('pauses automations until then; null: they go on at once'),
})

export const contactList = pageOf(contact)

export const conversation = z.object({
  id: z.string(),
  accountId: z.string(),
  contact: z.object({ id: z.string(), username: z.string().nullable(), name: z.string().nullable() }),
  windowUntil: z.string().nullable(),
  whyNot: z.object({ code: z.string(), text: z.string() }).nullable().describe('why no text can be sent to them now'),
  optedOutAt: z.string().nullable(),
  botPausedUntil: z.string().nullable().describe('automations pause until then; a person has taken over'),
  marketingStoppedAt: z.string().nullable().describe('when they stopped marketing by the platform’s own switch; replies go on'),
  freeUntil: z.string().nullable().describe('until when the platform charges nothing for messages to them, as it said'),
  lastEventAt: z.string(),
  createdAt: z.string(),
})
export type Conversation = z.output<typeof conversation>
export const conversationList = pageOf(conversation)
