import { z } from 'zod'
import { optOutSources } from '../model/optOut.ts'
import { pageOf, pageQuery, searchText } from '../platform/paging.ts'

export const optOutFilter = z.object({ q: searchText, accountId: z.uuid().optional() })
export const optOutQuery = pageQuery.extend(optOutFilter.shape)

export const optOut = z.object({
  id: z.string().describe('the conversation'),
  accountId: z.string(),
  accountName: z.string(),
  channel: z.string(),
  contact: z.object({ id: z.string(), username: z.string().nullable(), name: z.string().nullable() }),
  at: z.string(),
  how: z
    .enum(['wrote', 'by_hand', 'before_erase'])
    .describe('`wrote`: STOP, or a word like it; `before_erase`: they had opted out before they were erased, and came back'),
  source: z.enum(optOutSources).nullable().describe('of one by hand'),
  reason: z.string().nullable(),
  actorId: z.string().nullable().describe('who added it, as in the audit'),
})
export type OptOut = z.output<typeof optOut>
export const optOutList = pageOf(optOut)

const reason = z.string().trim().min(1, 'Say why.').max(500)
export const newOptOut = z.strictObject({
  contactId: z.uuid(),
  accountId: z.uuid().optional().describe('without it: on every account that knows the person'),
  source: z.enum(optOutSources),
  reason,
})
export type NewOptOut = z.input<typeof newOptOut>
export const undoneOptOut = z.strictObject({ reason })
export const changedOptOuts = z.object({ changed: z.number().describe('in how many conversations; 0: it was so before') })
