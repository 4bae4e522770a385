import { z } from 'zod'
import { language, timeZone } from './inputs.schemas.ts'
import { consentAbouts, consentSources, earliestConsent } from '../model/consent.ts'
import { contactSources, readBirthday } from '../model/contact.ts'
import { pageOf, pageQuery, searchText } from '../platform/paging.ts'
import { asDay } from './filter/condition.schemas.ts'
import { tagNameInput } from './tags.schemas.ts'

const value = z.union([z.string(), z.number(), z.boolean()])
const fieldKey = z.string().min(1).max(100)

export const contact = z.object({
  id: z.string(),
  name: z.string().nullable(),
  username: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  tags: z.array(z.string()),
  customFields: z.record(z.string(), value).describe('by the keys of the workspace’s fields (/api/contact-fields)'),
  metadata: z.record(z.string(), z.unknown()).describe('anything that a program keeps with them'),
  birthday: z.string().nullable().describe('YYYY-MM-DD; 9999 stands for an unknown year'),
  is_birthday_unknown_year: z.boolean(),
  language: z.string().nullable(),
  timeZone: z.string().nullable(),
  source: z.enum(contactSources).describe('channel: they wrote or commented first'),
  channels: z.array(z.string()),
  isOptedOut: z.boolean().describe('whether they opted out on an account'),
  consents: z
    .array(
      z.object({
        channel: z.string().nullable(),
        accountId: z.string().nullable(),
        about: z.enum(consentAbouts),
        state: z.enum(['given', 'withdrawn']),
        source: z.enum(consentSources),
        wording: z.string().nullable(),
        at: z.string(),
      }),
    )
    .describe('the latest twenty; all are at /api/contacts/{id}/consents'),
  identifiers: z.array(z.object({ accountId: z.string(), kind: z.string(), value: z.string() })),
  createdAt: z.string(),
  lastSeenAt: z.string(),
})
export type Contact = z.output<typeof contact>
export const contactList = pageOf(contact)

const shownConsent = z.object({
  id: z.string(),
  accountId: z.string().nullable().describe('null: it belongs to no account'),
  channel: z.string().nullable(),
  about: z.enum(consentAbouts),
  given: z.boolean(),
  source: z.enum(consentSources),
  text: z.string().nullable().describe('the words of the person or of the platform'),
  sourceId: z.string().nullable().describe('of a sign-up link: the platform’s id of it; of a form: its id'),
  eventId: z.string().nullable(),
  at: z.string(),
})
export type ShownConsent = z.output<typeof shownConsent>
export const consentList = z.object({ data: z.array(shownConsent) })

const birthday = z
  .string()
  .refine((text) => readBirthday(text) !== null, 'must be a day such as 1990-05-17; the year 9999 stands for an unknown one')
  .describe('YYYY-MM-DD; 9999 stands for an unknown year')
const shortText = z.string().trim().min(1).max(300)
const newConsent = z.strictObject({
  channel: z.string().min(1).max(50).optional().describe('such as email'),
  accountId: z.uuid().optional(),
  about: z.enum(consentAbouts).default('messages'),
  state: z.enum(['given', 'withdrawn']),
  source: z.enum(consentSources).default('api'),
  wording: z.string().trim().min(1).max(2_000).nullable().default(null).describe('the words that the person saw or wrote'),
  at: z.iso
    .datetime({ offset: true })
    .refine((text) => new Date(text) >= earliestConsent, 'must be a time after the year 0')
    .optional()
    .describe('now, unless said; a time to come is now'),
})
const newIdentifier = z.strictObject({
  accountId: z.uuid(),
  kind: z.enum(['scoped', 'phone']).describe('phone: a number; scoped: the platform’s id of the person for this account'),
  value: z.string().trim().min(1).max(200),
})
const given = {
  name: shortText.nullable().optional(),
  phone: z.string().trim().min(1).max(60).nullable().optional().describe('with its country code, or in the country of the workspace'),
  email: z.email('must be an email address').max(300).nullable().optional(),
  customFields: z.record(fieldKey, value.nullable()).optional().describe('a value for each key; null removes it'),
  metadata: z.record(fieldKey, z.unknown()).optional().describe('replaces what was there: at most 16 kB as JSON'),
  birthday: birthday.nullable().optional(),
  is_birthday_unknown_year: z.boolean().optional(),
  language: language.nullable().optional(),
  timeZone: timeZone.nullable().optional(),
  tags: z.array(tagNameInput).max(100).optional().describe('exactly these; a name that no tag has yet creates one'),
  consents: z.array(newConsent).max(20).optional().describe('are added to those that are there'),
  identifiers: z.array(newIdentifier).max(20).optional().describe('are added: the person can be written to on that account'),
}
export const newContact = z
  .strictObject(given)
  .refine(
    ({ name, phone, email, identifiers }) => name || phone || email || identifiers?.length,
    'needs a name, a phone number, an email address or an identifier',
  )
export type NewContact = z.input<typeof newContact>
export const contactChange = z.strictObject(given)
export type ContactChange = z.input<typeof contactChange>
export type GivenContact = z.output<typeof contactChange>

/** `field.<key>` and `metadata.<key>` are read by `readConditions`. */
export const contactQuery = pageQuery
  .extend({
    q: searchText.describe('a part of name, username, email or phone'),
    phone: z.string().max(60).optional().describe('exactly this number, however it is written, with its country code'),
    email: z.string().max(300).optional().describe('exactly this address, regardless of case'),
    birthday: z
      .string()
      .max(10)
      .refine((text) => readBirthday(asDay(text)) !== null, 'must be a month and a day such as 05-17, or a day such as 1990-05-17')
      .optional()
      .describe('MM-DD, or YYYY-MM-DD'),
    tag: z.string().max(200).optional().describe('the name of a tag: only people who have it'),
    channel: z.string().max(50).optional().describe('only people with a conversation on it'),
    segmentId: z.uuid().optional().describe('only people of this segment (/api/segments)'),
    conditions: z.string().max(8_000).optional().describe('conditions as JSON, in the form that segments have; all must hold'),
  })
  .catchall(z.unknown())
  .describe('field.<key>=value and metadata.<key>=value name values that people have')
/** The same without a page: for exports. */
export const contactFilter = contactQuery.omit({ limit: true, cursor: true })

export const author = z.object({ id: z.string(), name: z.string().nullable() })
export const note = z.object({ id: z.string(), text: z.string(), author, createdAt: z.string() })
export type Note = z.output<typeof note>
export const noteList = pageOf(note)
export const newNote = z.strictObject({ text: z.string().trim().min(1, 'a note needs a text').max(5_000) })

export const timelineKinds = [
  ...(['added', 'event', 'message', 'lead', 'delivery', 'consent', 'opt_out', 'tag', 'note', 'merge', 'unmerge'] as const),
] as const
export const timelineItem = z.object({
  kind: z.enum(timelineKinds),
  id: z.string().describe('of the event, message, lead, …; of a tag: of the tag'),
  at: z.string(),
  accountId: z.string().nullable(),
  what: z
    .string()
    .nullable()
    .describe('a code: the kind of an event, the state of a message, lead or delivery, given or withdrawn, out or in'),
  text: z.string().nullable(),
  by: author.nullable().describe('who did it, where a person of the workspace or a key did'),
})
export type TimelineItem = z.output<typeof timelineItem>
export const timeline = pageOf(timelineItem)

export const mergeInput = z.strictObject({ intoId: z.uuid().describe('who remains') })
export const unmergeInput = z.strictObject({ mergeId: z.uuid().optional().describe('of the timeline; the last merge unless said') })
