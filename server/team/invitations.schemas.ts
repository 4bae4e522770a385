import { z } from 'zod'
import { shortestPassword } from '../model/password.ts'
import { roles } from '../model/permission.ts'
import { pageOf } from '../platform/paging.ts'

const email = z
  .email('Enter an email address.')
  .max(320)
  .transform((text) => text.toLowerCase())

export const newInvitation = z.strictObject({
  email,
  role: z.enum(roles),
  accountIds: z.array(z.uuid()).max(1_000).nullish().describe('the only accounts that they will see; null: all'),
})
export type NewInvitation = z.input<typeof newInvitation>

export const invitation = z.object({
  id: z.string(),
  email: z.string(),
  role: z.string(),
  accountIds: z.array(z.string()).nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
  isOver: z.boolean().describe('its 48 hours are over; invite again'),
})
export type Invitation = z.output<typeof invitation>
export const invitationList = pageOf(invitation)
export const sentInvitation = invitation.extend({
  url: z.string().nullable().describe('the link, shown only here; null: it is sent by email, and only an admin of the hub sees it as well'),
  mailed: z.boolean().describe('whether the link is also sent by email; otherwise pass it on yourself'),
})
export type SentInvitation = z.output<typeof sentInvitation>

export const openInvitation = z.object({
  workspace: z.string(),
  email: z.string(),
  role: z.string(),
  expiresAt: z.string(),
  signedInAs: z.string().nullable().describe('the email of whoever is signed in'),
})
export type OpenInvitation = z.output<typeof openInvitation>
export const acceptance = z.strictObject({
  name: z.string().trim().min(1, 'Say how you want to be called.').max(100).optional(),
  password: z.string().min(shortestPassword, `Choose at least ${shortestPassword} characters.`).max(128).optional(),
})
export type Acceptance = z.input<typeof acceptance>
export const accepted = z.object({ workspaceId: z.string() })
export const byLink = z.object({ id: z.string().min(1).max(100).describe('the last part of the link, which is secret') })
