import { z } from 'zod'

export const checkInput = z.strictObject({
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('from when on; without it, from where the last complete check ended. No further back than the platform is read'),
})

const check = z.object({
  since: z.string(),
  until: z.string().describe('events between these times were looked for'),
  isCut: z.boolean().describe('what happened before `since` could not be looked at: the platform is not read further back'),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  resubscribed: z.boolean().describe('the platform no longer sent webhooks for the account; they are on again'),
  missed: z.number().describe('comments and messages of people that no webhook had told of'),
  failed: z.number().describe('parts that could not be read; the next check reads the same time again'),
  failedCode: z.string().nullable(),
})

export const missedEvents = z.object({
  checkedUntil: z.string().nullable().describe('every event before was had; null: there was no complete check yet'),
  isChecking: z.boolean(),
  missed: z.number().describe('events that no webhook told of, in the checks that are kept'),
  checks: z.array(check).describe('the newest ones; a check that found nothing goes when the next one has ended'),
})
export type MissedEvents = z.output<typeof missedEvents>
