import { z } from 'zod'
import { pageOf } from '../platform/paging.ts'
import { time as moment } from '../platform/time.schemas.ts'

const deadStatus = z.enum(['failed', 'parked'])
const choice = {
  status: deadStatus.optional(),
  state: z.enum(['refused', 'parked']).optional().describe('the older name of status; refused is failed'),
  code: z.string().max(100).optional(),
  accountId: z.uuid().optional(),
}
export const oneName = (choice: { status?: string | undefined; state?: string | undefined }) => !choice.status || !choice.state
export const twoNames = 'Give status or state, not both: they mean the same.'
const reason = z.object({ code: z.string(), text: z.string() })
const deadLetter = z.object({
  id: z.string(),
  accountId: z.string(),
  conversationId: z.string(),
  eventId: z.string().nullable(),
  kind: z.string(),
  text: z.string(),
  status: deadStatus,
  reason,
  attempts: z.number(),
  at: z.string(),
  person: z.object({ username: z.string().nullable(), name: z.string().nullable() }),
  automationId: z.string().nullable(),
  automation: z.object({ id: z.string(), name: z.string() }).nullable(),
})
export const filterQuery = z.object({ ...choice, since: moment.optional() })
export const bulkShape = z.strictObject({ ids: z.array(z.uuid()).min(1).max(1000).optional(), since: moment.optional(), ...choice })
export const isNamed = (body: { ids?: unknown; since?: unknown }) => body.ids !== undefined || body.since !== undefined
export const notNamed = 'Name the messages (ids), or give a time (since).'

export type DeadStatus = z.output<typeof deadStatus>
export type DeadLetter = z.output<typeof deadLetter>
export const deadLetterList = pageOf(deadLetter)
const deadReason = z.object({ status: deadStatus, reason, messages: z.number() })
export type DeadReason = z.output<typeof deadReason>
export const deadReasons = z.object({ data: z.array(deadReason) })
export type DeadFilter = z.input<typeof filterQuery>
export type DeadChoice = z.input<typeof bulkShape>
export const replayed = z.object({ replayed: z.number() })
export const closed = z.object({ closed: z.number() })
