import { z } from 'zod'
import { stepTypes } from '../engine/steps/steps.ts'
import {
  answerKinds,
  defaultTimeoutMinutes,
  matchModes,
  minTimeoutMinutes,
  type StepOf,
  type StepType,
  triggerKinds,
} from '../model/automation.ts'
import { isOwnMediaId, mediaTypes } from '../model/content.ts'
import { maxTagChars } from '../model/tag.ts'
import { check } from './check.schemas.ts'

/** A month at most. Delays may be fractions of a minute. */
const minutes = z.number('must be a number of minutes').min(0, 'cannot be negative').max(43_200, 'can be 43200 minutes (30 days) at most')
export const timeoutMinutes = minutes.min(minTimeoutMinutes, 'must be 1 minute or more')
const stepId = z.string().regex(/^[\w-]{1,64}$/, 'a step id has 1 to 64 letters, digits, "_" or "-"')
const goesTo = stepId.nullable()
export const webAddress = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/\S+$/i, 'must be an address that begins with http:// or https://')

// The lengths hold for the rule format as well (config.schemas.ts): what it compiles to must be a definition.
const maxTextChars = 5000
export const anyText = z.string().max(maxTextChars, `a text has at most ${maxTextChars} characters`)
export const phrase = z.string().max(200, 'a keyword has at most 200 characters').regex(/\S/, 'a keyword cannot be blank')
export const buttonTitle = z.string().max(200, 'a button title has at most 200 characters').regex(/\S/, 'a button needs a title')
/** An object cannot have a key of its own called `__proto__`; such names are JavaScript's. */
const isReserved = (name: string): boolean => name.trim().startsWith('__') && name.trim().endsWith('__')
export const fieldName = z
  .string()
  .max(100, 'a field name has at most 100 characters')
  .regex(/\S/, 'needs the name of a field')
  .refine((name) => !isReserved(name), 'a field name cannot begin and end with "__"')
/** Requirement A5: 1 to 50 variations. The linter checks what a channel can carry. */
const texts = z.array(anyText.regex(/\S/, 'a text cannot be blank')).min(1, 'needs at least one text').max(50, 'has room for 50 texts')

const trigger = z.strictObject({
  on: z.enum(triggerKinds, `must be one of ${triggerKinds.join(', ')}`),
  media: z.array(z.string().min(1).max(200)).max(500).default([]),
  keywords: z.array(phrase).max(500).default([]),
  match: z.enum(matchModes, `must be one of ${matchModes.join(', ')}`).default('word'),
  exclude: z.array(phrase).max(500).default([]),
})

const button = z
  .strictObject({ title: buttonTitle, url: webAddress.optional(), goTo: stepId.optional() })
  .refine(({ url, goTo }) => (url === undefined) !== (goTo === undefined), 'a button has either a url or a goTo')

/** A name may be empty and a check incomplete while it is being edited: the linter reports it. */
const tagNames = z.array(z.string().max(maxTagChars, `a tag has at most ${maxTagChars} characters`)).max(20, 'has room for 20 tags')

const media = z
  .strictObject({
    type: z.enum(mediaTypes, `must be one of ${mediaTypes.join(', ')}`),
    url: webAddress.optional(),
    mediaId: z.string().refine(isOwnMediaId, 'must be the id of a file that was uploaded').optional(),
    filename: z.string().max(240, 'a file name has at most 240 characters').optional(),
    voice: z.boolean().optional(),
  })
  .refine(({ url, mediaId }) => (url === undefined) !== (mediaId === undefined), 'a file has either a url or a mediaId')
// Values may be blank while they are being edited: the linter reports them.
const parameter = z.string().max(1024, 'a parameter has at most 1024 characters')
const parameters = z.array(parameter).max(50, 'has room for 50 parameters')
const template = z.strictObject({
  name: z.string().max(512).regex(/\S/, 'needs the name of a template'),
  language: z.string().min(2).max(20),
  parameters: z
    .union([
      parameters,
      z.strictObject({
        header: parameters.optional(),
        body: z.union([parameters, z.record(z.string().max(100), parameter)]).optional(),
        buttons: parameters.optional(),
      }),
    ])
    .optional()
    .describe('texts with places like {{first_name}}; a list alone is of the body'),
  header: media.optional().describe('the file above the text, where the template has one'),
})
const row = z.strictObject({ title: buttonTitle, description: z.string().max(200).optional(), goTo: stepId })
const section = z.strictObject({ title: buttonTitle.optional(), rows: z.array(row).min(1, 'needs at least one row').max(20) })

const base = { id: stepId, next: goesTo.optional() }
/** The API's schema of each step type. A missing one does not compile. */
const stepSchemas = {
  reply: z.strictObject({ ...base, type: z.literal('reply'), texts, replyFirst: z.boolean().optional() }),
  message: z.strictObject({
    ...base,
    type: z.literal('message'),
    texts,
    buttons: z.array(button).max(20).optional(),
    link: webAddress.optional(),
    timeoutMinutes: timeoutMinutes.optional(),
  }),
  media: z.strictObject({ ...base, type: z.literal('media'), media, caption: anyText.optional() }),
  list: z.strictObject({
    ...base,
    type: z.literal('list'),
    texts,
    button: buttonTitle,
    sections: z.array(section).min(1, 'needs at least one section').max(20),
    timeoutMinutes: timeoutMinutes.default(defaultTimeoutMinutes),
    noAnswer: goesTo.optional(),
  }),
  template: z.strictObject({ ...base, type: z.literal('template'), template }),
  ask: z.strictObject({
    ...base,
    type: z.literal('ask'),
    texts,
    answer: z.enum(answerKinds, `must be one of ${answerKinds.join(', ')}`),
    retryText: anyText.optional(),
    maxTries: z.int().min(1).max(10).default(3),
    timeoutMinutes: timeoutMinutes.default(defaultTimeoutMinutes),
    noAnswer: goesTo.optional(),
    gaveUp: goesTo.optional(),
    link: webAddress.optional(),
  }),
  wait: z.strictObject({
    ...base,
    type: z.literal('wait'),
    timeoutMinutes: timeoutMinutes.default(defaultTimeoutMinutes),
    noAnswer: goesTo.optional(),
  }),
  save: z.strictObject({ ...base, type: z.literal('save'), field: fieldName }),
  delay: z.strictObject({ ...base, type: z.literal('delay'), minutes }),
  condition: z.strictObject({
    ...base,
    type: z.literal('condition'),
    match: z.enum(['all', 'any'], 'must be all or any').default('all'),
    checks: z.array(check).max(20, 'has room for 20 checks'),
    otherwise: goesTo.optional(),
  }),
  tag: z.strictObject({ ...base, type: z.literal('tag'), add: tagNames.optional(), remove: tagNames.optional() }),
  handOver: z.strictObject({
    ...base,
    type: z.literal('handOver'),
    to: z
      .union([z.enum(['as_set', 'next', 'nobody']), z.uuid()], 'must be as_set, next, nobody or the id of a member')
      .default('as_set')
      .describe('whom it is assigned to: `as_set`: as the inbox is set; `next`: whose turn it is; `nobody`; or a member'),
  }),
} satisfies { [T in StepType]: z.ZodType<StepOf<T>> }

const step = z.discriminatedUnion(
  'type',
  Object.values(stepSchemas) as unknown as [(typeof stepSchemas)[StepType]],
  `type must be one of ${stepTypes.join(', ')}`,
)

/**
 * A definition as the API accepts it: strict, with defaults filled in. Whether it makes sense (steps that lead nowhere, texts too long for
 * a channel) is checked by lint.ts, so that a draft can be saved while it is being edited.
 */
export const definitionSchema = z.strictObject({
  triggers: z.array(trigger).max(50),
  cooldownMinutes: z.number().min(0).max(5_256_000).default(0),
  steps: z.array(step).max(100, 'has room for 100 steps'),
  lead: z
    .strictObject({
      saveToDatabase: z.boolean().default(true),
      notificationEmail: z.email('must be an e-mail address').nullable().default(null).describe('gets each lead once, by email'),
      webhookUrl: webAddress.nullable().default(null).describe('gets each lead as an endpoint of its own'),
    })
    .prefault({}),
})
