import { z } from 'zod'
import { refusal } from '../platform/errors.schemas.ts'

// The responses of better-auth at its reachable addresses. They are sent unchanged, so these schemas only describe them.
const user = z.looseObject({ id: z.string(), name: z.string(), email: z.string() })
const session = z.looseObject({ id: z.string(), token: z.string(), userId: z.string(), expiresAt: z.string() })
const done = z.object({ status: z.boolean() })

/** Each address that can be reached, what it is for, and what it answers. */
export const identityAnswers = {
  '/sign-in/email': { summary: 'Signs in with email and password: sets the session cookie', answer: z.looseObject({ user }) },
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
