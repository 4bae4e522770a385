import { z } from 'zod'
import { pageOf, searchText } from '../platform/paging.ts'

export const filter = z.object({ automationId: z.uuid().optional(), q: searchText })
export const lead = z.object({
  id: z.string(),
  source: z.string(),
  accountId: z.string().nullable(),
  contactId: z.string().nullable(),
  contact: z.object({ username: z.string().nullable(), name: z.string().nullable() }),
  automationId: z.string().nullable(),
  automationName: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  name: z.string().nullable(),
  customFields: z.record(z.string(), z.string()),
  status: z.string(),
  dmStatus: z.string().nullable(),
  dmProvider: z.string().nullable(),
  dmSentAt: z.string().nullable(),
  dmError: z.string().nullable(),
  dmMessageId: z.string().nullable(),
  notified: z.boolean(),
  exported: z.boolean(),
  attribution: z.record(z.string(), z.unknown()),
  capturedAt: z.string(),
})
export type Lead = z.output<typeof lead>
export const leadList = pageOf(lead)
