import { ApiError } from '../platform/errors.ts'
import { sentenceOfIssue, sentenceOfProblems } from '../platform/inputSentences.ts'
import { type Config, configSchema } from './config.schemas.ts'
import { sentence } from './sentences.ts'

/** Returns the stored config of a rule. Errors: invalid_input when an earlier version stored one that is beyond today's limits. */
export function readStoredConfig(stored: unknown): Config {
  const { data, error } = configSchema.safeParse(stored, { error: sentenceOfIssue })
  if (data) return data
  throw new ApiError('invalid_input', sentence('automations.stored_config', { problem: sentenceOfProblems(error.issues.slice(0, 1)) }))
}
