import { z } from 'zod'
import { pageOf } from '../platform/paging.ts'
import { isTarget, leadTargets } from './mapLead.ts'
import { time } from '../platform/time.schemas.ts'

const target = z
  .string()
  .max(100)
  .refine(isTarget, `Use ${leadTargets.join(', ')}, or field:<name> for a custom field.`)
  .describe(`${leadTargets.join(', ')}, or field:<name> for a custom field`)

export const mappingInput = z.strictObject({
  mapping: z
    .record(z.string().min(1).max(200), target)
    .refine((given) => Object.keys(given).length <= 200, 'A form has at most 200 questions.')
    .describe('question key → where its answer goes; questions left out go where they usually go'),
})
export type MappingInput = z.input<typeof mappingInput>

export const leadForm = z.object({
  id: z.string().describe('the platform’s id'),
  name: z.string(),
  status: z.string(),
  leadsCount: z.number().describe('leads in all, as the platform counts them'),
  organicCount: z.number(),
  expiredCount: z.number().describe('leads that the platform no longer hands out'),
  ours: z.number().describe('of those that it still hands out, how many were stored here'),
  readBack: z.number().describe('of ours, how many no webhook told of'),
  coverage: z.number().describe('ours among those that the platform still hands out: 1 is all of them'),
  allowsOrganic: z.boolean(),
  mapping: z.record(z.string(), z.string()).describe('question key → where its answer goes'),
  questions: z.array(z.object({ key: z.string(), label: z.string(), type: z.string() })),
  isReading: z.boolean().describe('its leads are being read back now, or are about to be'),
  readUntil: z.string().describe('every lead created before was read back'),
  lastLeadAt: z.string().nullable(),
  checkedAt: z.string(),
})
export type LeadForm = z.output<typeof leadForm>
export const leadFormList = pageOf(leadForm)

export const preview = z.object({
  from: z.enum(['lead', 'sample']).describe('the newest lead of the form, or made-up answers where it has none'),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  name: z.string().nullable(),
  customFields: z.record(z.string(), z.string()),
})
export type Preview = z.output<typeof preview>

export const backfillInput = z.strictObject({
  since: time.optional().describe('leads created since then; without it all that the platform still hands out'),
})

export const leadAlert = z.object({
  accountId: z.string(),
  form: z.object({ id: z.string(), name: z.string() }).nullable(),
  code: z.string(),
  text: z.string(),
  since: z.string(),
})
export type LeadAlert = z.output<typeof leadAlert>
export const leadAlertList = z.object({ data: z.array(leadAlert) })
