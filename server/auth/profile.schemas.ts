import { z } from 'zod'
import { language, timeZone } from './setup.schemas.ts'

export const profileChange = z
  .strictObject({
    name: z.string().trim().min(1, 'Say how you want to be called.').max(100).optional(),
    email: z
      .email('Enter an email address.')
      .max(320)
      .transform((email) => email.toLowerCase())
      .optional(),
    language: language.nullable().optional().describe('of the pages; null: that of the browser'),
    timeZone: timeZone.nullable().optional().describe('in which times are shown; null: that of the browser'),
    currentPassword: z.string().max(128).optional().describe('needed to change the email'),
  })
  .refine((body) => Object.keys(body).some((field) => field !== 'currentPassword'), 'Give a name, an email, a language or a time zone.')
export type ProfileChange = z.input<typeof profileChange>
export const profile = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  language: z.string().nullable(),
  timeZone: z.string().nullable(),
})
export type Profile = z.output<typeof profile>
