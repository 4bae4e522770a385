import { z } from 'zod'
import { allRetentionKinds, isRetentionDays, mostRetentionDays, whatRetentionDays, type RetentionKind } from '../model/retention.ts'

const daysOf = (kind: RetentionKind) =>
  z.coerce
    .number()
    .int()
    .min(0)
    .max(mostRetentionDays)
    .refine((days) => isRetentionDays(kind, days), whatRetentionDays(kind))
    .optional()
    .describe('as if so many days were set; 0: never removed')
export const retentionQuery = z.strictObject(Object.fromEntries(allRetentionKinds.map((kind) => [kind, daysOf(kind)])))

export const shownRetention = z.object({
  kinds: z.array(
    z.object({
      kind: z.enum(allRetentionKinds),
      days: z.number().describe('older data of this kind is removed; 0: never'),
      defaultDays: z.number(),
      leastDays: z.number(),
      mostDays: z.number(),
      removes: z
        .array(
          z.object({
            table: z.string(),
            rows: z.number(),
            isWhole: z.boolean().describe('false: there are more'),
          }),
        )
        .describe('what would be removed within the next hour, with these days; empty: nothing'),
    }),
  ),
  payloadDays: z.number().describe('copies of webhooks, in which several workspaces may occur, are kept for so many days'),
})
export type ShownRetention = z.output<typeof shownRetention>
