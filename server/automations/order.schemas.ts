import { z } from 'zod'
import { orderGroups } from '../engine/order.ts'

const placed = z.object({
  id: z.uuid(),
  name: z.string(),
  live: z.boolean(),
  /** From 1 on among live automations; null for others. */
  position: z.int().nullable(),
  group: z.enum(orderGroups),
  /** Has words; false: matches any text. */
  words: z.boolean(),
  priority: z.int(),
})
export type PlacedItem = z.output<typeof placed>
export const order = z.object({ data: z.array(placed) })
export type Order = z.output<typeof order>

export const move = z
  .strictObject({ before: z.uuid().optional(), after: z.uuid().optional() })
  .refine(
    ({ before, after }) => (before === undefined) !== (after === undefined),
    'give either before or after, the id of another automation',
  )
