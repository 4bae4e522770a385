import { z } from 'zod'
import { channelNames } from '../channels/channels.ts'
import { answerKinds } from '../model/automation.ts'
import { consentField, honeypot, submissionField } from '../model/form.ts'
import { pageOf } from '../platform/paging.ts'
import { shownOnly } from '../platform/shownOnly.ts'

const ownTypes: Record<string, string> = { email: 'email', phone: 'phone' }
const reserved = [honeypot, submissionField, consentField]
const field = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,39}$/, 'Use small letters, digits and _, beginning with a letter.')
      .refine((name) => !reserved.includes(name), 'This name is used by the form itself. Choose another one.'),
    label: z.string().trim().min(1).max(200),
    type: z.enum(answerKinds).default('text'),
    required: z.boolean().default(false),
  })
  .refine(({ name, type }) => !Object.hasOwn(ownTypes, name) || type === ownTypes[name], {
    path: ['type'],
    message: 'A field named email must have the type email, and one named phone the type phone.',
  })
const fields = z
  .array(field)
  .min(1, 'A form needs at least one field.')
  .max(30)
  .refine((all) => new Set(all.map((one) => one.name)).size === all.length, 'Each name may be used once.')
const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$/, 'Use small letters, digits and hyphens, 80 at most.')
const shape = {
  name: z.string().trim().min(1).max(200),
  slug: slug.describe('the end of the public address /f/:slug'),
  fields,
  consentText: z.string().trim().min(1).max(2_000).nullable().describe('next to a box that people must check; kept with each lead'),
  continue: z.enum(['none', ...channelNames]).describe('the channel in which people go on; they then get the message'),
  accountId: z.uuid().nullable().describe('the account they write to; left out: the first one of the channel'),
  message: z.string().trim().min(1).max(4_000).nullable().describe('the DM they get; left out: the default text of the workspace'),
  isActive: z.boolean(),
}
export const formInput = z.strictObject({
  ...shape,
  consentText: shape.consentText.default(null),
  continue: shape.continue.default('none'),
  accountId: shape.accountId.default(null),
  message: shape.message.default(null),
  isActive: shape.isActive.default(true),
})
/** What never changes of a form by a change, and what changes by itself. */
export const fixed = ['id', 'createdAt'] as const
export const moving = ['url', 'embed', 'accountRemoved', 'suspected', 'updatedAt'] as const
export const formChange = z
  .strictObject({
    ...shape,
    ...shownOnly([...fixed, ...moving]),
    version: z.int().min(1).describe('The version you began with. When the form has changed since: 409 version_conflict.'),
  })
  .partial()
export type NewForm = z.output<typeof formInput>
export type FormChange = z.output<typeof formChange>

/** A form as it is edited: it need not be complete. */
export const previewInput = z.strictObject({
  name: z.string().max(200),
  fields: z.array(z.strictObject({ label: z.string().max(200), type: z.enum(answerKinds), required: z.boolean() })).max(30),
  consentText: z.string().max(2_000).nullable(),
  continue: z.enum(['none', ...channelNames]),
})
export type PreviewInput = z.output<typeof previewInput>
export const preview = z.object({
  form: z.string().describe('the public page, HTML'),
  sent: z.string().describe('the page after sending'),
})
export type Preview = z.output<typeof preview>

export const form = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  url: z.string().describe('the public page'),
  embed: z.string().describe('the HTML that shows it on another site'),
  fields: z.array(z.object({ name: z.string(), label: z.string(), type: z.string(), required: z.boolean() })),
  consentText: z.string().nullable(),
  continue: z.string(),
  accountId: z.string().nullable(),
  message: z.string().nullable(),
  isActive: z.boolean(),
  accountRemoved: z.boolean().describe('its account was removed: it is off until another one is named'),
  suspected: z.number().describe('submissions that seemed to be spam, kept as archived leads'),
  version: z.number().describe('raised by each change'),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type Form = z.output<typeof form>
export const formList = pageOf(form)

/** What the public address answers to JSON. */
export const submitted = z.object({
  success: z.literal(true),
  data: z.object({
    leadId: z.string(),
    dmStatus: z.string().nullable(),
    dmProvider: z.string().nullable(),
    continueUrl: z.string().nullable().describe('with which the person writes to the account'),
    statusUrl: z.string().nullable().describe('shows what became of the DM'),
  }),
})
export const publicStatus = z.object({
  success: z.literal(true),
  data: z.object({ dmStatus: z.string(), dmProvider: z.string(), dmError: z.string().nullable(), continueUrl: z.string().nullable() }),
})
