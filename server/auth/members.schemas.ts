import { z } from 'zod'
import { roles } from '../model/permission.ts'
import { pageOf } from '../platform/paging.ts'

export const member = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  accountIds: z.array(z.string()).nullable(),
  createdAt: z.string(),
})
export type Member = z.output<typeof member>
export const memberList = pageOf(member)
export const memberChange = z
  .strictObject({
    role: z.enum(roles).optional(),
    accountIds: z.array(z.uuid()).max(1_000).nullable().optional().describe('the only accounts this member sees; null: all'),
  })
  .refine((body) => body.role !== undefined || body.accountIds !== undefined, 'Give role, accountIds, or both.')
export type MemberChange = z.output<typeof memberChange>
