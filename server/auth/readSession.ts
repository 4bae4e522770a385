import { ApiError } from '../platform/errors.ts'
import type { Identity } from './identity.ts'

/**
 * The session of a cookie; null: there is none. Errors: ApiError unavailable when it could not be looked up. The library hides why, and
 * that is the database: a cookie that is none is no error.
 */
export async function readSession(identity: Identity, cookie: string) {
  try {
    return await identity.api.getSession({ headers: new Headers({ cookie }) })
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 500) throw error
    throw sessionsAway()
  }
}

export const sessionsAway = () =>
  new ApiError('unavailable', 'The database is unavailable for a moment, so your session cannot be looked up. Try again.')
