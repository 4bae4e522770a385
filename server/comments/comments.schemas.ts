import { z } from 'zod'
import { commentActs } from '../model/commentAct.ts'

export const commentChange = z
  .strictObject({
    isHidden: z.boolean().describe('hidden from everyone but its author and the account'),
    isLiked: z.boolean(),
  })
  .partial()
  .refine((change) => Object.keys(change).length === 1, 'Give isHidden or isLiked.')
export type CommentChange = z.input<typeof commentChange>

export const commentState = z.object({
  isHidden: z.boolean(),
  isLiked: z.boolean(),
  isDeleted: z.boolean(),
  last: z
    .object({
      act: z.enum(commentActs),
      state: z.enum(['waiting', 'done', 'failed']),
      error: z.object({ code: z.string(), text: z.string() }).nullable(),
    })
    .nullable()
    .describe('what was asked for last, and how it ended'),
  can: z.array(z.enum(commentActs)).describe('what can be done with it'),
})
export type ShownCommentState = z.output<typeof commentState>
