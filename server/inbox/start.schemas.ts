import { z } from 'zod'

export const startInput = z
  .strictObject({ contactId: z.uuid().optional(), conversationId: z.uuid().optional() })
  .refine(
    (body) => (body.contactId === undefined) !== (body.conversationId === undefined),
    'Give exactly one of contactId and conversationId.',
  )
export const startHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 letters, digits or signs, without spaces')
    .optional()
    .describe('The same value for each repetition of a request: the automation is started once'),
})
export const started = z.object({ eventId: z.string() })
