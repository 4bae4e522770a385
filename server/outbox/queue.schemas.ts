import { z } from 'zod'
import { accountStatuses } from '../model/account.ts'
import { messageKinds } from '../model/message.ts'

/** Why something waits; `until` when it continues automatically. */
const why = z.object({ code: z.string(), text: z.string(), until: z.string().nullable() })
const queueEntry = z.object({
  accountId: z.string(),
  accountName: z.string(),
  accountStatus: z.enum(accountStatuses),
  kind: z.enum(messageKinds),
  waiting: z.number(),
  oldestAt: z.string(),
  perHour: z.number().nullable(),
  blockedUntil: z.string().nullable(),
  emptyAt: z.string().nullable(),
  why: why
    .nullable()
    .describe(
      'what holds it back beside its limits: the account or this kind is stopped, its breaker is open, the platform asked to slow ' +
        'down, or it waits for its DM',
    ),
})
const line = z.object({ accountId: z.string(), openedAt: z.string(), ...why.shape })
const trouble = z.object({ channel: z.string(), since: z.string(), ...why.shape }).omit({ until: true })
/** `now` is the server's time, by which `blockedUntil` and `emptyAt` are meant: with a simulator its clock may be far from the reader's. */
export const queue = z.object({
  now: z.string(),
  waiting: z.number(),
  data: z.array(queueEntry),
  breakers: z.array(line),
  troubles: z.array(trouble).describe('of a platform, not of an account: several accounts of this server have the same error'),
})
export type Queue = z.output<typeof queue>
export type QueueEntry = z.output<typeof queueEntry>
export const closedBreaker = z.object({ closed: z.boolean() })
