import { z } from 'zod'
import { pageOf } from '../platform/paging.ts'

const shortcut = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}_-]{1,40}$/u, 'must be 1 to 40 letters, digits, - or _')
  .describe('what is typed after the slash')
const text = z.string().trim().min(1).max(5_000)

export const newCannedReply = z.strictObject({ shortcut, text })
export const cannedReplyChange = newCannedReply.partial()
export const cannedReply = z.object({ id: z.string(), shortcut: z.string(), text: z.string(), createdAt: z.string() })
export type CannedReply = z.output<typeof cannedReply>
export type NewCannedReply = z.input<typeof newCannedReply>
export const cannedReplyList = pageOf(cannedReply)
