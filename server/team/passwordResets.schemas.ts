import { z } from 'zod'
import { shortestPassword } from '../model/password.ts'

export const resetRequest = z.strictObject({ email: z.email('Enter an email address.').max(320) })
export const newPassword = z.strictObject({
  password: z.string().min(shortestPassword, `Choose at least ${shortestPassword} characters.`).max(128),
})
export const openReset = z.object({ email: z.string() })
export type OpenReset = z.output<typeof openReset>
export const byLink = z.object({ id: z.string().min(1).max(100).describe('the last part of the link, which is secret') })
