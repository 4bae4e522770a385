import { z } from 'zod'

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
