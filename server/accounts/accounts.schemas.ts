import { z } from 'zod'
import { channelNames } from '../channels/channels.ts'
import { accountStatuses } from '../model/account.ts'
import { triggerKinds } from '../model/automation.ts'
import { mediaTypes } from '../model/content.ts'
import { messageKinds } from '../model/message.ts'
import { country } from '../platform/country.schemas.ts'
import { pageOf } from '../platform/paging.ts'

export const minSecretChars = 16
/** A guessed secret is valid for the account's webhooks. Stored shorter ones continue to work, with a notice. */
const secret = z.string().min(minSecretChars, `Use at least ${minSecretChars} characters.`).max(200)

const platformId = z.string().regex(/^\d{1,32}$/, 'Use the platform’s numeric id: digits only.')

/** The PIN of a number. */
export const pin = z
  .string()
  .regex(/^\d{6}$/, 'Use the six digits of the PIN.')
  .describe('of the number’s two-step verification, where it has one and is not registered for the API yet')

export const accountInput = z.strictObject({
  channel: z.enum(channelNames),
  externalId: platformId.describe('The platform’s id of the account, Page or number'),
  name: z.string().trim().min(1).max(200),
  accessToken: z.string().min(1).max(2000),
  appSecret: secret.optional(),
  verifyToken: secret.optional(),
  pageId: platformId.optional(),
  wabaId: platformId.optional().describe('The business account that a number belongs to; found by the number when it is left out'),
  pin: pin.optional(),
  loginType: z
    .enum(['instagram', 'facebook'])
    .optional()
    .describe('instagram: graph.instagram.com; facebook: through a Page, graph.facebook.com'),
  status: z.enum(['active', 'inactive']).optional(),
})

const ownLimit = z.strictObject({
  calls: z.number().int().min(1).max(1_000_000),
  perMs: z.number().int().min(1_000).max(86_400_000).describe('the period in which at most so many calls are made: a second to a day'),
})
const perKind = (limit: z.ZodType<{ calls: number; perMs: number } | null>) =>
  z.strictObject({ public_reply: limit.optional(), private_reply: limit.optional(), message: limit.optional() })

export const accountChange = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  status: z.enum(['active', 'inactive']).optional(),
  accessToken: z.string().min(1).max(2000).optional(),
  appSecret: secret.optional(),
  verifyToken: secret.optional(),
  pin: pin.optional(),
  defaultCountry: country.nullable().optional().describe('of phone numbers without a country code; null: the workspace’s'),
  defaultTemplateId: z
    .uuid()
    .nullable()
    .optional()
    .describe('a template of the account: DMs to leads who agreed to be written to are sent with it outside the window; null: none'),
  showsTyping: z.boolean().optional().describe('people are shown “typing” before a message that an automation sends after a delay'),
  handPauseMinutes: z
    .number()
    .int()
    .min(0)
    .max(10_080)
    .nullable()
    .optional()
    .describe('how long automations pause in a thread after somebody of the business wrote in the platform’s app; null: an hour'),
  ownLimits: perKind(ownLimit.nullable())
    .optional()
    .describe('account limits, below the platform’s own; null removes a limit, kinds left out stay as they are'),
})

export const account = z.object({
  id: z.string(),
  channel: z.string(),
  externalId: z.string(),
  pageId: z.string().nullable(),
  phone: z.string().nullable().describe('the number that people write to, where the channel has one'),
  username: z.string().nullable(),
  triggers: z.array(z.enum(triggerKinds)).describe('what can start an automation of it; empty: it has no automations'),
  hasPosts: z.boolean().describe('it has posts: /api/accounts/:id/media'),
  hasFiles: z.boolean().describe('it sends files of the workspace: /api/media'),
  hasTemplates: z.boolean().describe('it sends templates that the platform approves: /api/templates'),
  hasEntryPoints: z.boolean().describe('what people see before they write can be set: /api/accounts/:id/entry-points'),
  hasProfile: z.boolean().describe('what people read about the business can be changed: /api/accounts/:id/profile'),
  leadAds: z.boolean().describe('it has lead ads: /api/accounts/:id/lead-forms'),
  hasHistory: z.boolean().describe('missed comments and messages can be read back: /api/accounts/:id/missed-events'),
  category: z.string().nullable().describe('of a Page'),
  name: z.string(),
  loginType: z.string(),
  login: z.string().nullable().describe('the login through which it can be connected again: /api/logins'),
  status: z.enum(accountStatuses),
  statusReason: z.string().nullable(),
  simulated: z.boolean(),
  pictureUrl: z.string().nullable(),
  tokenExpiresAt: z.string().nullable(),
  tokenKind: z.string().describe('how the token is renewed: instagram_user, page, system_user, user or unknown (it was pasted)'),
  tokenRenews: z.boolean().describe('the token is renewed without a person, before it ends'),
  dataAccessExpiresAt: z.string().nullable().describe('when the platform lets the token read nothing more unless its owner logs in again'),
  connectionId: z.string().nullable().describe('the login it came through; null: its token was pasted'),
  grantedScopes: z.array(z.string()).nullable().describe('by the platform’s names; null: not known'),
  abilities: z
    .array(
      z.object({
        name: z.string(),
        can: z.boolean().nullable().describe('null: not known'),
        missing: z.array(z.string()).describe('permissions that it lacks'),
        triggers: z.array(z.enum(triggerKinds)).describe('automations with these need it'),
      }),
    )
    .describe('what the granted permissions let the account do'),
  defaultCountry: z.string().nullable().describe('of phone numbers without a country code; null: the workspace’s'),
  defaultTemplateId: z.string().nullable().describe('what DMs to leads are sent with outside the window; null: nothing'),
  showsTyping: z.boolean().describe('people are shown “typing” before a message that an automation sends after a delay'),
  handPauseMinutes: z.number().describe('how long automations pause after somebody of the business wrote in the platform’s app'),
  told: z
    .array(
      z.object({
        topic: z.string(),
        code: z.string(),
        text: z.string(),
        value: z.union([z.string(), z.number()]).nullable().describe('what it says for programs: a limit, a rating'),
        at: z.string(),
      }),
    )
    .describe('what the platform last told about the account, one notice of each topic, newest first'),
  lastEventAt: z.string().nullable(),
  health: z.object({ ok: z.boolean(), text: z.string() }),
  notices: z
    .array(
      z.object({ code: z.enum(['short_app_secret', 'short_verify_token', 'doctor_problems', 'templates_not_read']), text: z.string() }),
    )
    .describe('what works but should be changed'),
  stoppedKinds: z
    .array(z.object({ kind: z.enum(messageKinds), code: z.string(), text: z.string(), at: z.string() }))
    .describe('kinds of message that wait until you act, each with its reason; everything else is sent'),
  ownLimits: z.object({ public_reply: ownLimit.optional(), private_reply: ownLimit.optional(), message: ownLimit.optional() }),
  platformLimits: z.array(
    z.object({ kind: z.enum(messageKinds), per: z.enum(['account', 'person']), calls: z.number(), perMs: z.number() }),
  ),
  createdAt: z.string(),
})
export type Account = z.output<typeof account>
export const accountList = pageOf(account)
export type NewAccount = z.input<typeof accountInput>
export type AccountChange = z.input<typeof accountChange>

/** A channel that is installed, and what it has. */
const shownChannel = z.object({
  name: z.string(),
  title: z.string().describe('its name for people'),
  triggers: z.array(z.enum(triggerKinds)).describe('what can start an automation of its accounts'),
  hasPosts: z.boolean(),
  leadAds: z.boolean(),
  hasNumbers: z.boolean().describe('its accounts are phone numbers, which are registered with a PIN'),
  sends: z
    .object({ list: z.boolean(), template: z.boolean(), media: z.array(z.enum(mediaTypes)), captions: z.boolean() })
    .describe('what a direct message can be beside text: a list to choose from, a template, and the files of these types'),
  hasChatLink: z.boolean().describe('people can follow a link to a chat with an account, so a form can continue there'),
})
export type ShownChannel = z.output<typeof shownChannel>
export const channelList = z.object({ data: z.array(shownChannel) })

export const medium = z.object({
  id: z.string(),
  caption: z.string().nullable(),
  productType: z.string(),
  pictureUrl: z.string().nullable(),
  permalink: z.string().nullable(),
  postedAt: z.string().nullable(),
})
export type Medium = z.output<typeof medium>
export const media = z.object({ data: z.array(medium) })
