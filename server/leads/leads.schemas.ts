import { z } from 'zod'
import { deliveryStatuses } from '../model/endpoint.ts'
import { filteredStatuses, leadActions, leadSources, leadStatuses, originKinds } from '../model/lead.ts'
import { shownMail } from '../mail/mail.schemas.ts'
import { pageOf, pageQuery, searchText } from '../platform/paging.ts'
import { time } from '../platform/time.schemas.ts'

const id = z.string().min(1).max(200)
const isTrue = z.enum(['true', 'false']).transform((value) => value === 'true')

/** Which leads: all that are named must hold. */
export const filter = z.object({
  source: z.enum(leadSources).optional(),
  status: z.enum(filteredStatuses).optional().describe('NEW: both QUEUED (an endpoint is to get it) and KEPT (no endpoint wants it)'),
  archived: isTrue.optional().describe('only archived leads, or none of them; all unless said'),
  formId: id.optional(),
  campaignId: id.optional(),
  accountId: z.uuid().optional(),
  automationId: z.uuid().optional(),
  contactId: z.uuid().optional(),
  since: time.optional().describe('captured at or after'),
  until: time.optional().describe('captured before'),
  q: searchText,
})
export type LeadQuery = z.input<typeof filter>
export const listQuery = pageQuery.extend({ ...filter.shape, sort: z.enum(['newest', 'oldest']).default('newest') })

const text = z.string().nullable()
export const lead = z.object({
  id: z.string(),
  source: z.string(),
  accountId: text,
  contactId: text,
  contact: z.object({ username: text, name: text }),
  automationId: text,
  automationName: text,
  email: text,
  phone: text,
  name: text,
  customFields: z.record(z.string(), z.string()),
  status: z.enum(leadStatuses),
  isKept: z.boolean().describe('no endpoint wants it'),
  hasDuplicates: z.boolean().describe('another lead has its email or phone number'),
  dmStatus: text,
  dmProvider: text,
  dmSentAt: text,
  dmError: text,
  dmMessageId: text,
  notified: z.boolean(),
  exported: z.boolean(),
  attribution: z.record(z.string(), z.unknown()),
  capturedAt: z.string(),
  processedAt: text.describe('when it was delivered, or one delivery was given up'),
  archivedAt: text,
})
export type Lead = z.output<typeof lead>
export const leadList = pageOf(lead)

export const duplicate = z.object({
  id: z.string(),
  name: text,
  email: text,
  phone: text,
  source: z.string(),
  status: z.enum(leadStatuses),
  isKept: z.boolean(),
  capturedAt: z.string(),
  sameEmail: z.boolean(),
  samePhone: z.boolean(),
})
export const delivery = z.object({
  id: z.string(),
  endpointId: z.string(),
  endpoint: z.string().describe('its name'),
  type: z.string(),
  status: z.enum(deliveryStatuses),
  reason: z.object({ code: z.string(), text: z.string() }).nullable().describe('why it failed, or is to be attempted again'),
  attempts: z
    .array(
      z.object({
        at: z.string(),
        succeeded: z.boolean(),
        code: text,
        httpStatus: z.number().nullable(),
        durationMs: z.number().nullable(),
        error: text,
        responseBody: text,
      }),
    )
    .describe('oldest first'),
  nextRetryAt: text,
  completedAt: text,
})
/** One lead, with its deliveries, what was checked of it, and other leads of the same person. */
export const wholeLead = lead.extend({
  validation: z
    .object({ email: z.boolean().nullable(), phone: z.boolean().nullable() })
    .describe('whether they are an email address and a phone number; null: none given'),
  deliveries: z.array(delivery).describe('to each endpoint, oldest first'),
  mails: z.array(shownMail).describe('emails about it'),
  duplicates: z.array(duplicate).describe('other leads with the same email or phone number, at most twenty'),
})
export type WholeLead = z.output<typeof wholeLead>

export const total = z.object({
  total: z.number().nullable().describe('null: a search that cannot be counted'),
  isExact: z.boolean().describe('false: there are at least as many'),
})
export type Total = z.output<typeof total>

const origin = z.object({ id: z.string(), name: text.describe('as the newest of its leads has it') })
export const origins = z.object({ forms: z.array(origin), campaigns: z.array(origin) })
export type Origins = z.output<typeof origins>

export const choiceQuery = z.object({
  q: searchText.describe('a part of the name or of the id'),
  id: z
    .union([id.transform((one) => [one]), z.array(id).max(50)])
    .optional()
    .describe('only these, once for each, at most 50; those that are left out are unknown here'),
})
const choice = origin.extend({
  name: text,
  kind: z.enum(originKinds).describe('form: of the workspace; lead_ad: of a lead ad; lead: known from leads alone'),
  isGone: z.boolean().describe('it was deleted; its leads still name it'),
})
export const choices = z.object({ data: z.array(choice) })
export type Choices = z.output<typeof choices>

const field = z.string().trim().max(2_000)
const attribution = z.strictObject(
  Object.fromEntries(
    ['mediaId', 'adId', 'adName', 'adsetId', 'adsetName', 'campaignId', 'campaignName', 'formId', 'formName', 'ref'].map((name) => [
      name,
      z.string().max(500).optional(),
    ]),
  ),
)
export const newLead = z
  .strictObject({
    email: z.string().trim().max(320).nullish().describe('null and blank: none, as for the other fields'),
    phone: z.string().trim().max(60).nullish().describe('with its country code, or of the workspace’s default country'),
    name: field.nullish(),
    customFields: z
      .record(z.string().min(1).max(100), z.union([field, z.number(), z.boolean()]).nullable())
      .refine((given) => Object.keys(given).length <= 100, 'must have at most 100 fields')
      .default({}),
    accountId: z.uuid().nullish(),
    formId: id.nullish(),
    campaignId: id.nullish(),
    attribution: attribution.default({}),
    capturedAt: time.optional().describe('now unless said'),
  })
  .refine(
    (given) =>
      given.email || given.phone || given.name || Object.values(given.customFields).some((value) => value !== null && value !== ''),
    {
      message: 'Give at least an email, a phone number, a name or a custom field.',
    },
  )
  .meta({ example: { email: 'ana@example.com', phone: '+14155552671', name: 'Ana', customFields: { size: '38' } } })
export type LeadInput = z.output<typeof newLead>
export const idempotency = z.object({
  'idempotency-key': z.string().min(1).max(200).optional().describe('A repeated key is the same lead, and adds none'),
})

/** Any status but ARCHIVED brings an archived lead back, with the status of its deliveries. */
export const leadChange = z.strictObject({ status: z.enum(leadStatuses) })

export const bulkInput = z
  .strictObject({
    action: z.enum(leadActions),
    ids: z.array(z.uuid()).min(1).max(1_000).optional(),
    filter: filter.extend({ archived: z.union([z.boolean(), isTrue]).optional() }).optional(),
    cursor: z.string().max(200).optional().describe('the nextCursor of the answer before, to go on'),
    endpointId: z.uuid().optional().describe('of `send`: the endpoint that gets them, whatever its sources are'),
    again: z.boolean().default(false).describe('of `send`: also leads that the endpoint got, or is to get'),
  })
  .refine((given) => (given.action === 'send') === (given.endpointId !== undefined), {
    path: ['endpointId'],
    message: 'must name the endpoint for send, and only then',
  })
  .refine((given) => (given.ids === undefined) !== (given.filter === undefined), { message: 'Give either ids or a filter.' })
  .meta({ example: { action: 'archive', filter: { status: 'DELIVERED' } } })
export const bulkDone = z.object({
  changed: z.number(),
  nextCursor: text.describe('not null: more leads match; send it again with this cursor'),
})
export type BulkInput = z.input<typeof bulkInput>
export type BulkDone = z.output<typeof bulkDone>
