import { z } from 'zod'
import { attemptOutcomes, jobKinds, jobStates } from '../model/job.ts'

export const jobFilter = z.object({
  state: z.enum(jobStates).optional(),
  kind: z.enum(jobKinds).optional(),
  scope: z
    .enum(['workspace', 'instance'])
    .default('workspace')
    .describe('instance: jobs of the instance itself, visible only to its owner'),
})

const reason = z.object({ code: z.string(), text: z.string() })
export const jobShape = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string().describe('what it does, for people'),
  accountId: z.string().nullable(),
  state: z.enum(jobStates),
  reason: reason.nullable().describe('why it is parked, waits again, or ended without being carried out'),
  attempts: z.number(),
  runAt: z.string().describe('when it is or was due'),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
})
export type ShownJob = z.infer<typeof jobShape>

export const jobWithTries = jobShape.extend({
  tries: z.array(
    z.object({
      number: z.number(),
      startedAt: z.string(),
      endedAt: z.string(),
      outcome: z.enum(attemptOutcomes),
      reason: reason.nullable(),
    }),
  ),
})

export const scopeOnly = jobFilter.pick({ scope: true })
const named = { ids: z.array(z.uuid()).min(1).max(1000).optional(), kind: z.enum(jobKinds).optional(), all: z.literal(true).optional() }
export const whichJobs = z
  .strictObject({ ...named, scope: jobFilter.shape.scope })
  .refine(({ ids, kind, all }) => Boolean(ids ?? kind ?? all), 'Name the jobs (ids), a kind, or all: true.')
