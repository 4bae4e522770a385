import { z } from 'zod'
import { pageOf, pageQuery, searchText } from '../platform/paging.ts'

export const userQuery = pageQuery.extend({ q: searchText.describe('a part of the name or email') })
export const user = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  instanceAdmin: z.boolean(),
  twoFactor: z.boolean().describe('signs in with a second factor'),
  workspaces: z.array(z.object({ id: z.string(), name: z.string(), role: z.string() })),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable().describe('when an open session was used last, to the hour'),
})
export type User = z.output<typeof user>
export const userList = pageOf(user)
export const userChange = z.strictObject({ instanceAdmin: z.boolean() })
export const byId = z.object({ id: z.uuid() })
export const resetLink = z.object({ url: z.string().describe('works once, for an hour; pass it on to this person alone') })
