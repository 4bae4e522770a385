import { z } from 'zod'
import { refusal } from '../platform/errors.schemas.ts'

// The responses of better-auth at its reachable addresses. They are sent unchanged, so these schemas only describe them.
const user = z.looseObject({ id: z.string(), name: z.string(), email: z.string() })
const session = z.looseObject({ id: z.string(), token: z.string(), userId: z.string(), expiresAt: z.string() })
const done = z.object({ status: z.boolean() })

/** Each address that can be reached, what it is for, and what it answers. */
export const identityAnswers = {
  '/sign-in/email': {
    summary: 'Signs in with email and password: sets the session cookie, or asks for the second factor (`twoFactorRedirect`)',
    answer: z.union([z.looseObject({ user }), z.looseObject({ twoFactorRedirect: z.boolean() })]),
  },
  '/two-factor/verify-totp': {
    summary: 'Ends a sign-in with a code of the authenticator app, or confirms the app when it is set up',
    answer: z.looseObject({ user }),
  },
  '/two-factor/verify-backup-code': { summary: 'Ends a sign-in with a recovery code, which is used up', answer: z.looseObject({ user }) },
  '/two-factor/enable': {
    summary: 'Begins to set up an authenticator app: its address, and the recovery codes, shown only here',
    answer: z.looseObject({ totpURI: z.string(), backupCodes: z.array(z.string()) }),
  },
  '/two-factor/disable': { summary: 'Signs in with the password alone from now on', answer: done },
  '/two-factor/generate-backup-codes': {
    summary: 'Makes new recovery codes; the old ones no longer work',
    answer: z.looseObject({ backupCodes: z.array(z.string()) }),
  },
  '/sign-out': { summary: 'Ends this session', answer: z.object({ success: z.boolean() }) },
  '/get-session': { summary: 'The signed-in user; null if there is none', answer: z.object({ session, user }).nullable() },
  '/change-password': { summary: 'Changes the password and ends all other sessions', answer: z.looseObject({ user }) },
  '/list-sessions': { summary: 'The sessions of the signed-in user', answer: z.array(session) },
  '/revoke-session': { summary: 'Ends one session', answer: done },
  '/revoke-other-sessions': { summary: 'Ends all sessions but this one', answer: done },
  '/revoke-sessions': { summary: 'Ends all sessions', answer: done },
} as const

/** Errors of the library itself have another form than ours. */
export const identityRefusal = z.union([refusal, z.looseObject({ code: z.string().optional(), message: z.string() })])
