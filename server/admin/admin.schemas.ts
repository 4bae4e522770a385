import { z } from 'zod'

const count = z.number()
export const stats = z.object({
  accounts: z.object({ total: count, active: count }),
  automations: z.object({ total: count, live: count }),
  events: z.object({ total: count }),
  messages: z.object({ sent: count, replies: count, failed: count, pending: count, inDoubt: count, parked: count }),
  users: count.describe('members of the workspace'),
  pages: count.describe('connected accounts whose channel has lead ads'),
  leads: z
    .object({ total: count, new: count, processing: count, delivered: count, failed: count, archived: count })
    .describe('`total`: captured in these days; the others: stored leads of each status, whatever their age'),
  endpoints: z.object({ total: count, active: count }).describe('`active`: neither switched off nor disabled'),
  deliveries: z.object({ successful: count, failed: count }).describe('stored ones that ended, without tests'),
  series: z.array(z.object({ day: z.string(), events: count, sent: count, replies: count, leads: count })),
  prices: z
    .array(
      z.object({
        accountId: z.string(),
        category: z.string().describe('by the platform’s names: service, utility, marketing, authentication, …'),
        type: z.string().nullable().describe('regular, free_customer_service or free_entry_point'),
        messages: count,
        billable: count,
      }),
    )
    .describe('messages of these days for which the platform told a price, by account, category and type'),
  top: z.array(z.object({ automationId: z.string(), name: z.string(), triggers: count, dms: count, leads: count })),
})
export const overviewQuery = z.object({
  scope: z
    .enum(['workspace', 'instance'])
    .default('workspace')
    .describe('instance: of all workspaces together, and how the instance does; visible only to its owner'),
})
const time = z.string().nullable()
const named = z.object({ id: z.string(), name: z.string() }).nullable()
const lane = z.object({
  of: z.enum(['messages', 'deliveries', 'jobs']),
  kind: z.string().describe('of the message or of the job'),
  title: z.string().nullable().describe('what a job of this kind does; null for messages'),
  workspace: named.describe('null: of the instance itself'),
  account: named,
  endpoint: named.describe('of deliveries'),
  waiting: count.describe('how many are due, counted up to 1,000'),
  dueSince: z.string().describe('since when the first of them is due'),
  why: z
    .object({ code: z.string(), text: z.string(), until: time })
    .describe('`until`: when it continues automatically, where that is known'),
})
export type Lane = z.output<typeof lane>
/** How the instance does, over all workspaces. */
const instance = z.object({
  workspaces: count,
  users: count,
  accounts: z.object({ total: count, byStatus: z.record(z.string(), count), openBreakers: count }),
  payloads: z.object({ waiting: count }).describe('webhook payloads that are stored and not ingested yet'),
  messages: z.object({ waiting: count, inDoubt: count, parked: count, oldestDueAt: time }),
  jobs: z.object({ waiting: count, parked: count, oldestDueAt: time }),
  deliveries: z.object({ successful: count, failed: count }).describe('stored ones that ended, without tests'),
  failures: z
    .array(z.object({ code: z.string(), text: z.string().describe('of the newest'), messages: count }))
    .describe('why messages failed or need a person, the most frequent first, at most ten'),
  lanes: z
    .array(lane)
    .describe('what is due and not begun, the longest waiting first: at most 20 lanes of messages, and 20 of deliveries and jobs'),
})
/** How DMs went, over all time. `successRate`: of those that ended, in percent; null while none has. */
export const overview = z.object({
  dms: z.object({ sent: count, failed: count, pending: count, successRate: count.nullable() }),
  instance: instance.nullable().describe('null for a workspace'),
})

export type Overview = z.output<typeof overview>
export type Stats = z.output<typeof stats>
