import { z } from 'zod'
import { type TemplateLimits, templateButtonTypes, templateCategories, templateQualities, templateStatuses } from '../model/template.ts'
import { storable } from '../platform/db.ts'
import { pageOf, pageQuery, searchText } from '../platform/paging.ts'

// The schemas allow more than any channel: each channel checks a template with its own limits (`whyNotCreatable`).
const text = (most: number) => z.string().trim().min(1).max(most).transform(storable)

const statuses = ['draft', ...templateStatuses] as const

export const templateQuery = pageQuery.extend({
  accountId: z.uuid(),
  status: z.enum(statuses).optional(),
  category: z.enum(templateCategories).optional(),
  language: z.string().max(20).optional(),
  q: searchText.describe('a part of the name'),
})

const button = z
  .strictObject({
    type: z.enum(['reply', 'link', 'phone', 'code']),
    title: text(200).optional().describe('what the button says; a code has none'),
    url: z.url().max(4000).optional().describe('with link; it may end with a placeholder'),
    phone: z
      .string()
      .regex(/^\+?[\d ()-]{5,30}$/)
      .optional()
      .describe('with phone'),
    example: text(4000).optional().describe('of the placeholder of a link; the code of a code'),
  })
  .refine((one) => one.type === 'code' || one.title !== undefined, 'Give title: what the button says.')
  .refine((one) => (one.type === 'link') === (one.url !== undefined), 'Give url with link, and with no other type.')
  .refine((one) => (one.type === 'phone') === (one.phone !== undefined), 'Give phone with phone, and with no other type.')

const bodyPart = z.strictObject({
  text: text(10_000).describe('with placeholders {{1}} or {{name}}'),
  examples: z.record(z.string().max(100), text(1000)).optional().describe('placeholder → an example, which the review needs'),
})

/** The parts of a template that may be changed. */
export const templateParts = z.strictObject({
  category: z.enum(templateCategories),
  body: bodyPart,
  header: z
    .union([
      z.strictObject({ type: z.literal('text').optional(), text: text(1000), example: text(1000).optional() }),
      z.strictObject({ type: z.literal('location') }),
      z.strictObject({
        type: z.enum(['image', 'video', 'file']),
        mediaId: z.uuid().describe('of POST /api/media: a sample for the review'),
      }),
    ])
    .optional(),
  footer: text(1000).optional(),
  buttons: z.array(button).max(50).optional(),
  cards: z
    .array(
      z.strictObject({
        header: z.strictObject({ type: z.enum(['image', 'video']), mediaId: z.uuid() }),
        body: bodyPart.optional(),
        buttons: z.array(button).max(50),
      }),
    )
    .max(50)
    .optional()
    .describe('of a carousel, in place of header, footer and buttons'),
})
export const newTemplate = templateParts.extend({
  name: text(1000).describe('small letters, digits and _'),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Za-z]{2,4})?$/, 'Use a code of the platform: en, en_US, pt_BR.'),
})
export const ofAccount = z.object({ accountId: z.uuid() })
/** `name` and `language`: of a draft alone. */
export const templateChange = templateParts.extend({
  name: newTemplate.shape.name.optional(),
  language: newTemplate.shape.language.optional(),
})
export const syncInput = z.strictObject({ accountId: z.uuid().optional() }).nullish()
export const syncQuery = z.object({ accountId: z.uuid().optional() })
export type NewTemplateInput = z.output<typeof newTemplate>

const limitNames = [
  'maxNameChars',
  'maxHeaderChars',
  'maxHeaderPlaceholders',
  'maxBodyChars',
  'maxFooterChars',
  'maxButtons',
  'maxLinks',
  'maxPhones',
  'maxCodes',
  'maxButtonTitleChars',
  'maxUrlChars',
  'maxCodeChars',
  'maxCards',
  'maxCardBodyChars',
  'maxCardButtons',
] as const satisfies (keyof TemplateLimits)[]
const sampleLimit = z.object({ types: z.array(z.string()), mostBytes: z.number() })

const shownButton = z.object({
  type: z.enum(templateButtonTypes),
  title: z.string(),
  url: z.string().optional(),
  phone: z.string().optional(),
  example: z.string().optional(),
})

export const template = z.object({
  id: z.string(),
  accountId: z.string(),
  platformId: z.string().nullable().describe('null: a draft'),
  name: z.string(),
  language: z.string(),
  category: z.string(),
  formerCategory: z.string().nullable().describe('what it was before the platform changed it'),
  status: z.enum(statuses).describe('draft: the platform does not have it yet'),
  quality: z.enum(templateQualities).nullable().describe('how people rate it; null: not told'),
  rejectedReason: z.string().nullable(),
  header: z
    .object({ type: z.string(), text: z.string().optional(), example: z.string().optional(), mediaId: z.string().optional() })
    .nullable(),
  body: z.string(),
  examples: z.record(z.string(), z.string()).describe('of the placeholders of the text, where the platform told them'),
  footer: z.string().nullable(),
  buttons: z.array(shownButton),
  cards: z
    .array(
      z.object({
        header: z.object({ type: z.string(), mediaId: z.string().optional() }),
        body: z.string(),
        examples: z.record(z.string(), z.string()).optional(),
        buttons: z.array(shownButton),
        placeholders: z.array(z.string()),
      }),
    )
    .describe('of a carousel; empty where it is none'),
  placeholders: z.object({ header: z.array(z.string()), body: z.array(z.string()) }).describe('what a message fills, in this order'),
  canSend: z.boolean().describe('it is approved, and has no part that cannot be sent from here'),
  syncedAt: z.string().describe('when the platform last told of it; of a draft, when it was stored'),
})
export type ShownTemplate = z.output<typeof template>
export const templateList = pageOf(template).extend({
  sync: z
    .object({
      readAt: z.string().nullable().describe('when they were last read to the end; null: never yet'),
      refusedAt: z.string().nullable().describe('since when the platform refuses to be read; null: it does not'),
      code: z.string().nullable(),
      text: z.string().nullable().describe('why, and what to do'),
    })
    .describe('how the last reading went'),
  limits: z
    .object(Object.fromEntries(limitNames.map((name) => [name, z.number()])) as Record<(typeof limitNames)[number], z.ZodNumber>)
    .extend({ samples: z.object({ image: sampleLimit, video: sampleLimit, file: sampleLimit }) })
    .describe('lengths in characters, and how many buttons'),
})
export type TemplateList = z.output<typeof templateList>
export const queued = z.object({ queued: z.literal(true) })
