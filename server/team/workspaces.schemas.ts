import { z } from 'zod'
import { pageOf, pageQuery } from '../platform/paging.ts'
import { sentInvitation } from './invitations.schemas.ts'

export const workspaceQuery = pageQuery.extend({
  all: z.stringbool().default(false).describe('every workspace of the instance, for its admins'),
})
const listedWorkspace = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string().nullable().describe('the caller’s; null: they are no member'),
  isCurrent: z.boolean(),
  members: z.number(),
  accounts: z.number(),
  createdAt: z.string(),
})
export type ListedWorkspace = z.output<typeof listedWorkspace>
export const workspaceList = pageOf(listedWorkspace)
export const newWorkspace = z.strictObject({
  name: z.string().trim().min(1, 'Give the workspace a name.').max(100),
  ownerEmail: z
    .email('Enter an email address.')
    .max(320)
    .transform((text) => text.toLowerCase())
    .optional()
    .describe('who will own it, and is invited; without one, the caller owns it'),
})
export type NewWorkspace = z.input<typeof newWorkspace>
export const madeWorkspace = listedWorkspace.extend({ invitation: sentInvitation.nullable() })
export type MadeWorkspace = z.output<typeof madeWorkspace>
