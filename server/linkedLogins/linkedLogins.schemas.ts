import { z } from 'zod'
import { isOwnPage } from '../accounts/returnPath.ts'

const returnTo = (usual: string) =>
  z
    .string()
    .refine(isOwnPage, 'Use a path of this hub that begins with one slash, such as /leads.')
    .default(usual)
    .describe('the page to go to')
export const signInQuestion = z.object({
  return: returnTo('/'),
  here: z.stringbool().default(false).describe('do not go to the address first that the platform returns to'),
})

const word = (most: number) => z.string().max(most).optional().catch(undefined)
/** What the platform sends back; anything unreadable counts as absent. */
export const personAnswer = z.object({ state: word(200), code: word(8_000), error: word(200), iss: word(500) })

export const signInWays = z.object({
  data: z.array(z.object({ name: z.string(), title: z.string().describe('the platform’s name for people'), simulated: z.boolean() })),
  passwordReset: z.boolean().describe('this hub can send a link for a new password by email'),
})
export type SignInWays = z.output<typeof signInWays>

export const proof = z.object({
  currentPassword: z.string().max(128).optional().describe('needed by people who have a password; others sign in again before'),
})
/** What begins to link a login: its name, and the proof. */
export type LinkBegun = z.input<typeof proof> & { provider: string }
export const linkStart = z.object({ url: z.string().describe('where to send the browser') })

const linkedLogin = z.object({
  id: z.string(),
  provider: z.string(),
  title: z.string(),
  name: z.string().nullable().describe('of the person at the platform'),
  isCurrent: z.boolean().describe('false: of an app that is not configured any more, so nobody can sign in with it'),
  linkedAt: z.string(),
  lastUsedAt: z.string(),
})
export type LinkedLogin = z.output<typeof linkedLogin>
export const linkedLogins = z.object({
  data: z.array(linkedLogin),
  hasPassword: z.boolean(),
  origin: z.string().describe('where the platform returns to; a browser that has the page open under another address cannot link'),
})
export type LinkedLogins = z.output<typeof linkedLogins>
