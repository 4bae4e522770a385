import type { GivenFile, ReadRate } from './capabilities.ts'
import type { ChannelError, Credentials } from './channel.ts'
import type { Template } from './content.ts'
import type { Http } from './http.ts'
import type { Sentence } from './sentence.ts'

/** Texts that a platform approves before they are sent, as it defines them (meta-platform.md 5.8). */
export const templateCategories = ['marketing', 'utility', 'authentication'] as const
export type TemplateCategory = (typeof templateCategories)[number]

/** What a template is at the platform; only an approved one can be sent. `other`: a state of the platform that is not known here. */
export const templateStatuses = [
  'approved',
  'pending',
  'rejected',
  'paused',
  'disabled',
  'in_appeal',
  'pending_deletion',
  'deleted',
  'limit_exceeded',
  'archived',
  'other',
] as const
export type TemplateStatus = (typeof templateStatuses)[number]
export const templateQualities = ['high', 'medium', 'low'] as const

/** What stands above the text: a line, a file that each message gives, or a place. */
export type TemplateHeader = { type: 'text'; text: string; example?: string } | { type: 'image' | 'video' | 'file' | 'location' }
/** `reply`: it brings a payload back. `flow` and `other` cannot be sent from here. */
export const templateButtonTypes = ['reply', 'link', 'phone', 'code', 'flow', 'other'] as const
export type TemplateButton = { type: (typeof templateButtonTypes)[number]; title: string; url?: string; phone?: string; example?: string }

/**
 * Placeholders are written `{{1}}` or `{{name}}`. `hasMore`: the platform told parts that are not known here. `examples`: of the
 * placeholders of the text, by name; not with templates that were stored by a release before.
 */
export type TemplateParts = {
  header: TemplateHeader | null
  body: string
  examples?: Record<string, string>
  footer: string | null
  buttons: TemplateButton[]
  /** Of a carousel. */
  cards?: TemplatePartsOfCard[]
  hasMore: boolean
}
/** A card below the text, with a picture or a video of each message. */
export type TemplatePartsOfCard = {
  header: { type: 'image' | 'video' }
  body: string
  examples?: Record<string, string>
  buttons: TemplateButton[]
}

/** `quality`, `rejectedReason`: null where the platform told none. `category` in small letters, as the platform names it. */
export type TemplateDefinition = {
  id: string
  name: string
  language: string
  category: string
  status: TemplateStatus
  quality: (typeof templateQualities)[number] | null
  parts: TemplateParts
  rejectedReason: string | null
}

/** The header of a template to be created: a line, a place, or a file, of which the review needs a sample. */
export type NewTemplateHeader =
  | { type?: 'text'; text: string; example?: string }
  | { type: 'location' }
  | { type: 'image' | 'video' | 'file'; mediaId: string }

/** A template to be created, with an example for each placeholder. `body.examples` by name, where the placeholders have names. */
export type NewTemplate = {
  name: string
  language: string
  category: TemplateCategory
  body: { text: string; examples?: Record<string, string> }
  header?: NewTemplateHeader
  footer?: string
  buttons?: NewTemplateButton[]
  cards?: NewTemplateCard[]
}
export type NewTemplateButton = {
  type: 'reply' | 'link' | 'phone' | 'code'
  title?: string
  url?: string
  phone?: string
  example?: string
}
export type NewTemplateCard = {
  header: { type: 'image' | 'video'; mediaId: string }
  body?: { text: string; examples?: Record<string, string> }
  buttons: NewTemplateButton[]
}
/** The files that the reviewer is shown, by the ids of the workspace. */
export type Samples = ReadonlyMap<string, GivenFile>

/** What a template becomes in a message: with its parameters at their places, or why they do not fit; `isPassing`: not yet, or not now. */
export type TemplateFit = { template: Template } | { code: string; words: Sentence; isPassing?: true }

/** How long the parts of a template may be, in characters, and how many buttons of each kind it may have. */
export type TemplateLimits = {
  maxNameChars: number
  maxHeaderChars: number
  maxHeaderPlaceholders: number
  maxBodyChars: number
  maxFooterChars: number
  maxButtons: number
  maxLinks: number
  maxPhones: number
  maxCodes: number
  maxButtonTitleChars: number
  maxUrlChars: number
  maxCodeChars: number
  maxCards: number
  maxCardBodyChars: number
  maxCardButtons: number
  /** What the sample of a header may be, and how large. */
  samples: Record<'image' | 'video' | 'file', { types: string[]; mostBytes: number }>
}

/** Templates of the business above an account. All calls reject with a `ChannelError`. */
export type Templates = {
  /** The calls share a limit of their own. */
  rate: ReadRate
  limits: TemplateLimits
  /** One page of them; `after`: the `next` of the page before. */
  list(http: Http, as: Credentials, after: string | null): Promise<{ templates: TemplateDefinition[]; next: string | null }>
  /** `samples`: the files of its headers. */
  create(
    http: Http,
    as: Credentials,
    template: NewTemplate,
    samples: Samples,
  ): Promise<{ id: string; status: TemplateStatus; category: string }>
  /** Replaces its parts; its category changes only where it is not approved. */
  edit(http: Http, as: Credentials, of: Pick<TemplateDefinition, 'id' | 'status'>, template: NewTemplate, samples: Samples): Promise<void>
  remove(http: Http, as: Credentials, of: Pick<TemplateDefinition, 'id' | 'name'>): Promise<void>
  /** Ends a pause that does not end by itself. */
  unpause(http: Http, as: Credentials, of: Pick<TemplateDefinition, 'id'>): Promise<void>
  /** Puts a template away, or takes it back. */
  archive(http: Http, as: Credentials, of: Pick<TemplateDefinition, 'id'>, isArchived: boolean): Promise<void>
  /** The part of a new template that a refusal of the platform is about, as in `whyNotCreatable`; null where it names none. */
  refusedAt(error: Pick<ChannelError, 'platform'>): string | null
  /** Which limit of the platform a template exceeds: at which part, and in words; null: none. */
  whyNotCreatable(template: NewTemplate, samples: Samples): { at: string; words: Sentence } | null
  /** Puts the parameters of a message into the template, or says why they do not fit. */
  fit(definition: TemplateDefinition, given: Template): TemplateFit
}

/** The line of a header; of a header without one: null. */
export const headerLine = (header: NewTemplateHeader | undefined): { text: string; example?: string } | null =>
  header && 'text' in header ? header : null

/** The ids of the files that the reviewer of a template is shown. */
export const sampleIdsOf = ({ header, cards = [] }: NewTemplate): string[] => [
  ...(header && 'mediaId' in header ? [header.mediaId] : []),
  ...cards.map((card) => card.header.mediaId),
]

/** The names of the placeholders of a text, each once, in their order. */
export const placeholdersIn = (text: string): string[] => [...new Set([...text.matchAll(placeholder)].map((found) => found[1]!))]

/** The text with these values at its placeholders; one without a value stays. */
export const withValues = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replaceAll(placeholder, (whole, name: string) => values.get(name) ?? whole)

const placeholder = /\{\{\s*(\w+)\s*\}\}/g
