import { z } from 'zod'
import { anyText, buttonTitle, fieldName, phrase, timeoutMinutes, webAddress } from './definition.schemas.ts'

/** The types of rules (requirement A2), and what a rule can do. */
export const triggerTypes = ['post_comment', 'keyword', 'new_message'] as const
export const actionTypes = ['send_dm', 'reply_comment'] as const

const variations = z.array(anyText).max(50, 'has room for 50 variations')
/** Old rules have a single string here (requirement A4). */
const oneOrMany = z
  .union([variations, anyText], 'must be a list of up to 50 texts')
  .transform((value) => (typeof value === 'string' ? [value] : value))
const orEmpty = <T extends z.ZodType>(schema: T) => z.union([z.literal(''), schema]).nullish()

const flowStep = z.discriminatedUnion(
  'type',
  [
    z.looseObject({
      step: z.number().optional(),
      type: z.literal('ask'),
      text: anyText.regex(/\S/, 'cannot be blank'),
      field_type: z.enum(['email', 'phone', 'text', 'custom', 'number'], 'must be one of email, phone, text, custom, number').optional(),
      validation: z.enum(['email', 'phone', 'none', 'number'], 'must be one of email, phone, none, number').optional(),
      // Extensions of the rule format, with the defaults of requirements A8 and A9.
      retry_text: anyText.optional(),
      max_tries: z.int().min(1).max(10).optional(),
      timeout_minutes: timeoutMinutes.optional(),
      link: webAddress.optional(),
    }),
    z.looseObject({
      step: z.number().optional(),
      type: z.literal('wait'),
      wait_for: z.string().optional(),
      timeout_minutes: timeoutMinutes.optional(),
    }),
    z.looseObject({ step: z.number().optional(), type: z.literal('save'), field: fieldName, save_to: z.string().optional() }),
    z
      .looseObject({
        step: z.number().optional(),
        type: z.literal('send'),
        message: anyText.optional(),
        message_variations: variations.optional(),
        link: webAddress.optional(),
      })
      .refine(
        ({ message, message_variations: several }) => [message ?? '', ...(several ?? [])].some((text) => text.trim() !== ''),
        'has nothing to send',
      ),
  ],
  'type must be one of ask, wait, save, send',
)

/**
 * The config of the rule format (requirement A3). Unknown keys are stored. `stats` is computed and never read from input (requirement A13),
 * so it is dropped here.
 */
export const configSchema = z
  .looseObject({
    keywords: z.array(phrase).max(500).optional(),
    auto_reply_to_comments: z.boolean().nullish(),
    comment_replies: oneOrMany.optional(),
    // An extension: the public reply does not wait until the DM was sent.
    reply_first: z.boolean().nullish(),
    message_variations: oneOrMany.optional(),
    dmType: z.enum(['text', 'text_button', 'lead_capture'], 'must be one of text, text_button, lead_capture').nullish(),
    buttons: z
      .array(z.looseObject({ text: buttonTitle, url: webAddress }))
      .max(20)
      .nullish(),
    delay_minutes: z.number().min(0, 'cannot be negative').max(43_200, 'can be 43200 minutes (30 days) at most').nullish(),
    is_lead_capture: z.boolean().nullish(),
    lead_capture_flow: z.array(flowStep).max(50, 'has room for 50 steps').nullish(),
    lead_capture_settings: z
      .looseObject({
        save_to_database: z.boolean().nullish(),
        notification_email: orEmpty(z.email('must be an e-mail address')),
        webhook_url: orEmpty(webAddress),
      })
      .nullish(),
    stats: z.unknown().optional(),
  })
  .transform(({ stats: _told, ...config }) => config)

export type Config = z.output<typeof configSchema>
export type FlowStep = z.output<typeof flowStep>

/** A rule, without its account. */
export type Rule = {
  trigger_type: (typeof triggerTypes)[number]
  action_type: (typeof actionTypes)[number]
  media_id?: string | null | undefined
  config: Config
}
