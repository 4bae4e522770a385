import { z } from 'zod'
import {
  deliveryStatuses,
  endpointEventTypes,
  endpointKinds,
  endpointMethods,
  endpointStates,
  linkTypes,
  understoodEvents,
  type EndpointEventType,
  type EndpointKind,
} from '../model/endpoint.ts'
import { pageOf, pageQuery } from '../platform/paging.ts'
import { time as moment } from '../platform/time.schemas.ts'
import { readServiceAccount } from './destinations/googleToken.ts'
import { hubspotUrl } from './destinations/hubspot.ts'
import { readSheetUrl } from './destinations/sheets.ts'
import { headerName, headerValue, isOursToSet } from './headers.ts'

const onlyLatin = 'must have no line break and only Latin-1 characters, such as letters, digits and signs'

/** Programs often name the type that is sent anyway; that changes nothing. */
const withoutJsonType = (given: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => name.toLowerCase() !== 'content-type' || !/^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i.test(value.trim()),
    ),
  )

export const headers = z
  .record(
    z.string().regex(headerName, 'must be the name of a header, such as X-Api-Key'),
    z.string().max(2_000).regex(headerValue, onlyLatin),
  )
  .refine((given) => Object.keys(given).length <= 30, 'must have at most 30 headers')
  .transform(withoutJsonType)
  .superRefine((given, check) => {
    for (const name of Object.keys(given))
      if (name.toLowerCase() === 'content-type')
        check.addIssue({ code: 'custom', path: [name], message: 'must be application/json: no other type is sent' })
      else if (isOursToSet(name)) check.addIssue({ code: 'custom', path: [name], message: 'is set by the server: leave it out' })
  })
const secretText = z.string().min(1).max(4_000).regex(headerValue, onlyLatin)

export const authInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('NONE') }),
  z.strictObject({
    type: z.literal('BASIC'),
    username: z
      .string()
      .max(500)
      .regex(/^[^:]*$/, 'must not contain a colon'),
    password: z.string().max(4_000),
  }),
  z.strictObject({ type: z.literal('BEARER'), token: secretText }),
  z.strictObject({
    type: z.literal('API_KEY'),
    header: z
      .string()
      .regex(headerName, 'must be the name of a header, such as X-Api-Key')
      .refine((name) => !isOursToSet(name), 'is set by the server: name another header'),
    value: secretText,
  }),
  z.strictObject({ type: z.literal('CUSTOM'), headers }),
  z.strictObject({
    type: z.literal('GOOGLE_SERVICE_ACCOUNT'),
    key: z
      .string()
      .max(10_000)
      .refine((text) => readServiceAccount(text) !== null, 'must be the JSON file of a service account’s key')
      .describe('the JSON file of its key, as Google gives it'),
  }),
])
export type AuthInput = z.infer<typeof authInput>

const condition = z
  .strictObject({
    on: z.enum(['form', 'campaign', 'field']),
    name: z.string().min(1).max(200).optional().describe('of a field: email, phone, name, or that of a custom field'),
    is: z.enum(['one_of', 'none_of', 'present', 'absent']),
    values: z.array(z.string().max(500)).min(1).max(200).optional(),
  })
  .refine((one) => one.on !== 'field' || one.name !== undefined, { path: ['name'], message: 'needs the name of a field' })
  .refine((one) => one.is === 'present' || one.is === 'absent' || one.values, { path: ['values'], message: 'needs at least one value' })

export const source = z
  .strictObject({
    type: z.enum(linkTypes),
    id: z
      .string()
      .min(1)
      .max(200)
      .nullish()
      .describe('of the account, page, form or automation, ours or the platform’s; null or left out for any'),
    isActive: z.boolean().default(true),
    conditions: z.array(condition).max(20).default([]).describe('all of them must hold'),
  })
  .refine((one) => (one.type === 'any') === (one.id == null), {
    path: ['id'],
    message: 'must name an account, page, form or automation; leave it out for any',
  })
export const sources = z
  .array(source)
  .max(200)
  .refine((all) => new Set(all.map((one) => `${one.type}/${one.id ?? ''}`)).size === all.length, 'must not have the same source twice')
export type Source = z.output<typeof source>

/** What is sent as `data`: under each name a path of the lead (`email`, `customFields.city`), or text with paths in `{{ }}`. */
const mapping = z
  .record(z.string().min(1).max(200), z.string().max(2_000))
  .refine((given) => Object.keys(given).length <= 100, 'must have at most 100 fields')

export const shared = {
  name: z.string().trim().min(1).max(200),
  url: z.url({ protocol: /^https?$/, error: 'must be an https:// address' }).max(2_000),
  method: z.enum(endpointMethods),
  headers,
  auth: authInput,
  retryCount: z.number().int().min(0).max(9).describe('retries after the first attempt'),
  timeoutMs: z.number().int().min(1_000).max(60_000),
  isActive: z.boolean(),
  events: z.array(z.enum(endpointEventTypes)).min(1).max(endpointEventTypes.length),
  mapping: mapping.nullable().describe('what is sent as `data`; null: the lead as it is'),
}
/** The authentication that a kind needs; a webhook takes any but Google's. */
const authOf: Record<Exclude<EndpointKind, 'webhook'>, { type: AuthInput['type']; message: string }> = {
  hubspot: { type: 'BEARER', message: 'must be the BEARER token of a HubSpot private app with crm.objects.contacts.write' },
  slack: { type: 'NONE', message: 'must be NONE: the address of an incoming webhook is its own secret' },
  sheets: { type: 'GOOGLE_SERVICE_ACCOUNT', message: 'must be GOOGLE_SERVICE_ACCOUNT with the key of a service account' },
}

/** What of an endpoint depends on its kind. */
export type Kinded = { kind: EndpointKind; url?: string; auth?: AuthInput; method?: string; headers?: object; events?: EndpointEventType[] }

/** What is wrong with these settings for an endpoint of this kind; only what is given is looked at. */
export function problemsOfKind({ kind, url, auth, method, headers, events }: Kinded): { path: string; message: string }[] {
  const understood = understoodEvents[kind]
  const foreign = understood && events?.find((event) => !understood.includes(event))
  const isPlain = kind === 'webhook'
  return [
    ...(auth && (isPlain ? auth.type === 'GOOGLE_SERVICE_ACCOUNT' : auth.type !== authOf[kind].type)
      ? [{ path: 'auth', message: isPlain ? 'must not be GOOGLE_SERVICE_ACCOUNT: only Google Sheets takes it' : authOf[kind].message }]
      : []),
    ...(kind === 'sheets' && url !== undefined && !readSheetUrl(url)
      ? [{ path: 'url', message: 'must be the address of a sheet: https://docs.google.com/spreadsheets/d/…' }]
      : []),
    ...(!isPlain && method !== undefined && method !== 'POST' ? [{ path: 'method', message: 'must be POST' }] : []),
    ...(!isPlain && headers && Object.keys(headers).length
      ? [{ path: 'headers', message: 'must be empty: only webhooks send own headers' }]
      : []),
    ...(foreign ? [{ path: 'events', message: `must not have ${foreign}: only webhooks and Slack get it` }] : []),
  ]
}

export const endpointInput = z
  .strictObject({
    ...shared,
    kind: z.enum(endpointKinds).default('webhook'),
    url: shared.url.optional().describe('may be absent for HubSpot'),
    method: shared.method.default('POST'),
    headers: shared.headers.default({}),
    auth: shared.auth.default({ type: 'NONE' }),
    retryCount: shared.retryCount.default(9),
    timeoutMs: shared.timeoutMs.default(30_000),
    isActive: shared.isActive.default(true),
    events: shared.events.default(['lead.created']),
    mapping: shared.mapping.default(null),
    sources: sources.default([]).describe('which events it gets; without any it gets none'),
  })
  .superRefine((given, check) => {
    if (given.url === undefined && given.kind !== 'hubspot') check.addIssue({ code: 'custom', path: ['url'], message: 'is missing' })
    for (const { path, message } of problemsOfKind(given)) check.addIssue({ code: 'custom', path: [path], message })
  })
  .transform((given) => ({ ...given, url: given.url ?? hubspotUrl }))

const time = z.string().nullable()
const reason = z.object({ code: z.string(), text: z.string() })
export const sourceList = z.object({ data: z.array(z.object({ ...source.shape, id: z.string().nullable() })) })
export const endpoint = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(endpointKinds),
  url: z.string(),
  method: z.enum(endpointMethods),
  headers: z.record(z.string(), z.string()),
  auth: z
    .looseObject({ type: z.enum(['NONE', 'BASIC', 'BEARER', 'API_KEY', 'CUSTOM', 'GOOGLE_SERVICE_ACCOUNT']) })
    .describe('without its secrets'),
  retryCount: z.number(),
  timeoutMs: z.number(),
  isActive: z.boolean(),
  events: z.array(z.enum(endpointEventTypes)),
  mapping: z.record(z.string(), z.string()).nullable(),
  sources: sourceList.shape.data,
  automationId: z.string().nullable().describe('of the automation whose webhook address it is'),
  state: z.enum(endpointStates),
  reason: reason.nullable().describe('why it is degraded or disabled'),
  lastDay: z.object({ succeeded: z.number(), failed: z.number() }).describe('deliveries that ended in the last 24 hours, without tests'),
  failingSince: time,
  lastSuccess: time,
  lastFailure: time,
  oldSecretUntil: time.describe('until then what is sent is also signed with the former secret'),
  version: z.number().describe('raised by each change'),
  createdAt: z.string(),
})
export type NewEndpoint = z.input<typeof endpointInput>
export type ShownEndpoint = z.output<typeof endpoint>
export const endpointWithSecret = endpoint.extend({ secret: z.string().describe('shown only here') })
export const endpointList = pageOf(endpoint)

export const replayInput = z.strictObject({
  since: moment,
  until: moment.optional(),
  status: z
    .enum(['NOT_ARRIVED', 'FAILED', 'ALL'])
    .default('NOT_ARRIVED')
    .describe('NOT_ARRIVED: what failed, and at once what waits for its next attempt. FAILED: what was given up. ALL: also what arrived'),
})

const deliveryFilter = z.object({
  endpointId: z.uuid().optional(),
  leadId: z.uuid().optional(),
  status: z.enum(deliveryStatuses).optional(),
  since: moment.optional(),
})
export const deliveryQuery = pageQuery.extend(deliveryFilter.shape)
export const delivery = z.object({
  id: z.string(),
  endpointId: z.string(),
  endpointName: z.string().nullable(),
  eventId: z.string().describe('the webhook-id, the same for every endpoint and attempt'),
  leadId: z.string().nullable(),
  leadName: z.string().nullable().describe('name, email or phone number of the lead'),
  accountId: z.string().nullable(),
  type: z.enum(endpointEventTypes),
  isTest: z.boolean(),
  status: z.enum(deliveryStatuses),
  reason: reason.nullable().describe('why it failed, or is to be attempted again'),
  attempt: z.number(),
  attempts: z.array(
    z.object({
      at: z.string(),
      httpStatus: z.number().nullable(),
      durationMs: z.number().nullable(),
      error: z.string().nullable(),
      responseBody: z.string().nullable(),
    }),
  ),
  nextRetryAt: time,
  completedAt: time,
  createdAt: z.string(),
})
export type ShownDelivery = z.output<typeof delivery>
export const deliveryList = pageOf(delivery)
