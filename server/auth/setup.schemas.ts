import { isSupportedCountry } from 'libphonenumber-js'
import { z } from 'zod'
import { shortestPassword } from '../model/password.ts'
import { allRetentionKinds, isRetentionDays, whatRetentionDays, type RetentionKind } from '../model/retention.ts'
import { permissions } from '../model/permission.ts'

export const owner = z.strictObject({
  name: z.string().trim().min(1, 'Say how you want to be called.').max(100),
  email: z.email('Enter an email address.'),
  password: z.string().min(shortestPassword, `Choose at least ${shortestPassword} characters.`).max(128),
  workspaceName: z.string().trim().min(1).max(100).default('My workspace'),
  token: z.string().optional(),
})
export const workspace = z.object({
  id: z.string(),
  name: z.string(),
  timeZone: z.string(),
  defaultCountry: z.string(),
  noticesEmail: z.string().nullable().describe('gets the notices of the workspace; null: its owners and admins do'),
  language: z.string().describe('of texts that no request asks for, such as emails'),
  cleanUpDays: z.number().describe('archived leads and finished deliveries are deleted after these days; 0: never'),
  addressDays: z
    .number()
    .describe('network address and browser of people who sent a form are deleted from their leads after these days; 0: never'),
  retention: z.record(z.enum(allRetentionKinds), z.number()).describe('how many days each kind of data is kept; 0: always'),
  dmTexts: z.record(z.string(), z.string()),
})
const user = z.object({ id: z.string(), name: z.string(), email: z.string() })
const timeZones = new Set(Intl.supportedValuesOf('timeZone').concat('UTC'))
const daysOf = (kind: RetentionKind) =>
  z
    .int()
    .refine((days) => isRetentionDays(kind, days), whatRetentionDays(kind))
    .optional()
const ownRetention = z.strictObject({ events: daysOf('events'), media: daysOf('media'), jobs: daysOf('jobs') } satisfies Record<
  RetentionKind,
  unknown
>)
export const timeZone = z.string().refine((zone) => timeZones.has(zone), 'Use a time zone such as Europe/Berlin.')
export const language = z.string().regex(/^[a-z]{2,3}$/, 'Use the letters of a language, such as en.')
export const workspaceChange = z.strictObject({
  name: z.string().trim().min(1).max(100).optional(),
  timeZone: timeZone.optional(),
  defaultCountry: z
    .string()
    .refine((code) => isSupportedCountry(code), 'Use the two capital letters of a country with telephone numbers, such as DE.')
    .optional(),
  noticesEmail: z.email('Enter an email address.').max(320).nullable().optional(),
  language: language.optional(),
  cleanUpDays: z.int().min(0).max(3_650).optional(),
  addressDays: z.int().min(0).max(3_650).optional(),
  retention: ownRetention.optional().describe('how many days each kind of data is kept; 0: always. Kinds that are not named stay'),
  dmTexts: z
    .record(z.string().max(50), z.string().trim().min(1, 'must not be empty; use null to remove it').max(4_000).nullable())
    .optional()
    .describe('the text of DMs to leads that name none, by channel; null removes one'),
})

export type NewOwner = z.input<typeof owner>
export type Workspace = z.output<typeof workspace>
export type WorkspaceChange = z.input<typeof workspaceChange>

export const setup = z.object({
  ownerExists: z.boolean(),
  tokenNeeded: z.boolean(),
  simulator: z.object({ on: z.boolean(), phoneUrl: z.string().nullable() }),
  metaAppConfigured: z.boolean(),
})
export type Setup = z.output<typeof setup>
export const signedUp = z.object({ user, workspace })
export const me = z.object({
  user: user
    .extend({
      twoFactor: z.boolean().describe('signs in with a second factor'),
      language: z.string().nullable().describe('of the pages; null: that of the browser'),
      timeZone: z.string().nullable().describe('in which times are shown; null: that of the browser'),
    })
    .nullable(),
  workspace,
  memberId: z.string().nullable().describe('which member of the workspace they are; null: a program'),
  role: z.string(),
  permissions: z.array(z.enum(permissions)),
  /** The accounts that the caller is limited to; null: all of the workspace. */
  accountIds: z.array(z.string()).nullable(),
})
export type Me = z.output<typeof me>
