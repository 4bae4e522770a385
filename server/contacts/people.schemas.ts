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
export const contactList = pageOf(contact)
