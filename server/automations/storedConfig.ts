import { ApiError } from '../platform/errors.ts'
import { type Config, configSchema } from './config.schemas.ts'

/** Returns the stored config of a rule. Errors: invalid_input when an earlier version stored one that is beyond today's limits. */
export function readStoredConfig(stored: unknown): Config {
  const { data, error } = configSchema.safeParse(stored)
  if (data) return data
  const { path, message } = error.issues[0]!
  throw new ApiError('invalid_input', `The stored config cannot be used any more (${path.join('.')}: ${message}). Send a new config.`)
}
