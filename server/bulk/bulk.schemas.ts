import { z } from 'zod'
import { conditions } from '../contacts/filter/condition.schemas.ts'
import { tagNameInput } from '../contacts/tags.schemas.ts'
import { pageOf } from '../platform/paging.ts'

const tags = z.array(tagNameInput).min(1).max(50)

/** What can be done to many people. */
export const bulkWhat = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add_tags'), tags }).describe('a name that no tag has yet creates one'),
  z.strictObject({ kind: z.literal('remove_tags'), tags }),
  z
    .strictObject({
      kind: z.literal('set_field'),
      key: z.string().min(1).max(100),
      value: z.union([z.string().max(10_000), z.number(), z.boolean()]).nullable(),
    })
    .describe('null removes the value'),
  z
    .strictObject({ kind: z.literal('opt_out'), reason: z.string().trim().min(1).max(500) })
    .describe('on all accounts that the caller sees; whoever has no conversation takes their consent to messages back'),
  z
    .strictObject({ kind: z.literal('pause_bot'), until: z.iso.datetime({ offset: true }).optional() })
    .describe('automations are silent until then; without a time, until somebody resumes them. A longer pause stays'),
  z.strictObject({ kind: z.literal('erase') }).describe('with everything that is stored about them. This cannot be undone'),
])
export type BulkWhat = z.output<typeof bulkWhat>
export const bulkKinds = ['add_tags', 'remove_tags', 'set_field', 'opt_out', 'pause_bot', 'erase'] as const satisfies BulkWhat['kind'][]

export const newBulkAction = z
  .strictObject({
    ids: z.array(z.uuid()).min(1).max(1_000).optional().describe('these people'),
    conditions: conditions.optional().describe('or all for whom these hold; [] is everyone'),
    segmentId: z.uuid().optional().describe('or all people of a segment; with conditions, those for whom they hold too'),
    action: bulkWhat,
  })
  .refine(
    ({ ids, conditions: given, segmentId }) => (ids === undefined) !== (given === undefined && segmentId === undefined),
    'needs either ids, or conditions or a segmentId',
  )
export type NewBulkAction = z.output<typeof newBulkAction>

export const bulkAction = z.object({
  id: z.string(),
  kind: z.enum(bulkKinds),
  status: z.enum(['running', 'done', 'failed', 'cancelled']),
  total: z.int().nullable().describe('null: not counted yet'),
  done: z.int(),
  why: z.object({ code: z.string(), text: z.string() }).nullable().describe('why it failed'),
  actorId: z.string(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
})
export type ShownBulkAction = z.output<typeof bulkAction>
export const bulkActionList = pageOf(bulkAction)
