import { z } from 'zod'

export const profileChange = z
  .strictObject({
    name: z.string().trim().min(1, 'Say how you want to be called.').max(100).optional(),
    email: z
      .email('Enter an email address.')
      .max(320)
      .transform((email) => email.toLowerCase())
      .optional(),
    currentPassword: z.string().max(128).optional().describe('needed to change the email'),
  })
  .refine((body) => body.name !== undefined || body.email !== undefined, 'Give name, email, or both.')
export type ProfileChange = z.input<typeof profileChange>
export const profile = z.object({ id: z.string(), name: z.string(), email: z.string() })
