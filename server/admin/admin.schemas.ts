import { z } from 'zod'

const count = z.number()
export const stats = z.object({
  accounts: z.object({ total: count, active: count }),
  automations: z.object({ total: count, live: count }),
  events: z.object({ total: count }),
  messages: z.object({ sent: count, replies: count, failed: count, pending: count, inDoubt: count, parked: count }),
  leads: z.object({ total: count }),
  series: z.array(z.object({ day: z.string(), events: count, sent: count, replies: count, leads: count })),
  top: z.array(z.object({ automationId: z.string(), name: z.string(), triggers: count, dms: count, leads: count })),
})
export type Stats = z.output<typeof stats>
