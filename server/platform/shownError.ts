import type { FastifyError } from 'fastify'
import type { TextOf } from '../model/sentence.ts'
import { isPassing } from './db.ts'
import { ApiError, errorCodes, type ErrorCode } from './errors.ts'
import { InputError } from './parseInput.ts'

/** What the caller is told of an error; one that is not theirs says no more than that. */
export function shownError(
  error: FastifyError,
  textOf: TextOf,
): {
  status: number
  code: ErrorCode
  message: string
  details?: { path: string; message: string }[]
} {
  if (error instanceof ApiError)
    return {
      status: error.status,
      code: error.code,
      message: textOf(error.message),
      ...(error.details && { details: error.details.map(({ path, message }) => ({ path, message: textOf(message) })) }),
    }
  if ((error as Error) instanceof InputError) {
    const { validationContext, issues } = error as unknown as InputError
    const details = issues.map(({ path, message }) => ({
      path: [validationContext ?? '', ...path.map(String)].filter(Boolean).join('.'),
      message: textOf(message),
    }))
    return shown('invalid_input', details[0] ? `${details[0].path}: ${details[0].message}` : error.message, details)
  }
  if (isPassing(error))
    return shown('unavailable', 'The database is unavailable for a moment. Check whether the change was saved, then try again.')
  if (error.statusCode === 413) return shown('too_large', errorCodes.too_large.means)
  if (error.statusCode === 415) return shown('unsupported_media_type', errorCodes.unsupported_media_type.means)
  if (error.statusCode && error.statusCode < 500) return shown('invalid_input', error.message)
  return shown('internal', errorCodes.internal.means)
}

const shown = (code: ErrorCode, message: string, details?: { path: string; message: string }[]) => ({
  status: errorCodes[code].status,
  code,
  message,
  ...(details ? { details } : {}),
})
