import { z } from 'zod'
import { pageOf } from '../platform/paging.ts'
import { account, pin } from './accounts.schemas.ts'
import { isOwnPage, usualReturn } from './returnPath.ts'

/** A way to log in at the platform. */
const shownLogin = z.object({
  name: z.string(),
  title: z.string().describe('the platform’s name for people'),
  available: z.boolean().describe('an app is configured for it, or the simulator is on'),
  missing: z.string().nullable().describe('the settings without which it is not available'),
  simulated: z.boolean(),
  bringsPosts: z.boolean().describe('accounts with posts can come through it'),
  scopes: z.array(z.string()).describe('the permissions it asks for'),
  redirectUri: z.string().describe('where the platform returns to; to be entered in the app dashboard'),
})
export type ShownLogin = z.output<typeof shownLogin>
export const loginList = z.object({ data: z.array(shownLogin) })

export const loginQuestion = z.object({
  return: z
    .string()
    .refine(isOwnPage, 'Use a path of this hub that begins with one slash, such as /settings.')
    .default(usualReturn)
    .describe('the page to return to'),
  account: z.uuid().optional().describe('the account to connect again'),
  again: z.stringbool().default(false).describe('ask once more for permissions that were declined'),
})

const word = (most: number) => z.string().max(most).optional().catch(undefined)
/** What the platform sends back; anything unreadable counts as absent. */
export const loginAnswer = z.object({ state: word(200), code: word(2_000), error: word(200) })

export const connection = z.object({
  id: z.string(),
  provider: z.string(),
  name: z.string().nullable(),
  pictureUrl: z.string().nullable(),
  status: z.string(),
  grantedScopes: z.array(z.string()),
  missingScopes: z.array(z.string()).describe('asked for and not granted'),
  tokenExpiresAt: z.string().nullable(),
  statusReason: z.string().nullable(),
  dataAccessExpiresAt: z.string().nullable().describe('when the platform lets it read nothing more unless the person logs in again'),
  createdAt: z.string(),
})
export type Connection = z.output<typeof connection>
export const connectionList = pageOf(connection)
export const offer = z.object({
  channel: z.string(),
  externalId: z.string(),
  name: z.string(),
  username: z.string().nullable(),
  phone: z.string().nullable(),
  pictureUrl: z.string().nullable(),
  accountId: z.string().nullable().describe('it is connected already, as this account'),
  notGranted: z.array(z.string()).describe('permissions that it needs and that the person granted for others alone'),
  whyNot: z.string().nullable().describe('why it cannot be chosen'),
})
export type Offer = z.output<typeof offer>
export const offerList = z.object({ connection, data: z.array(offer) })
export type OfferList = z.output<typeof offerList>

export const choice = z.strictObject({
  accounts: z
    .array(z.strictObject({ channel: z.string().max(50), externalId: z.string().max(64), pin: pin.optional() }))
    .min(1)
    .max(100),
})
export const chosen = z.object({
  data: z.array(
    z.object({
      channel: z.string(),
      externalId: z.string(),
      account: account.nullable(),
      error: z.object({ code: z.string(), message: z.string() }).nullable().describe('why it was not connected'),
    }),
  ),
})
export type Chosen = z.output<typeof chosen>

export const disconnected = account.extend({
  left: z.string().nullable().describe('what remains for you to do at the platform'),
})
export type DisconnectedAccount = z.output<typeof disconnected>
