import { z } from 'zod'
import { mailStatuses } from '../model/mail.ts'

export const mailState = z.object({
  configured: z.boolean(),
  from: z.string().nullable().describe('the address that emails come from'),
})
export type MailState = z.output<typeof mailState>

export const mailTest = z.strictObject({
  to: z.email('must be an email address').max(320).optional().describe('your own address by default'),
})
export const mailTestResult = z.object({
  sent: z.boolean(),
  to: z.string(),
  code: z.string().nullable(),
  text: z.string(),
  response: z.string().nullable().describe('what the mail server answered'),
})
export type MailTestResult = z.output<typeof mailTestResult>

export const shownMail = z.object({
  id: z.string(),
  to: z.string().nullable().describe('null: whoever gets the notices of the workspace'),
  status: z.enum(mailStatuses),
  code: z.string().nullable(),
  text: z.string(),
  attempts: z.array(z.object({ at: z.string(), outcome: z.string(), code: z.string().nullable(), response: z.string().nullable() })),
})
export type ShownMail = z.output<typeof shownMail>
