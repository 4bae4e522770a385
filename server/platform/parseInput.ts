import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { sentence, sentenceOfIssue } from './inputSentences.ts'

/** What is wrong with a part of a request: path by path, with the key or the text of a sentence. */
export class InputError extends Error {
  override name = 'InputError'
  readonly statusCode = 400
  /** The part of the request, such as `body`; set by Fastify. */
  validationContext?: string
  readonly issues: readonly { path: PropertyKey[]; message: string }[]
  constructor(issues: readonly { path: PropertyKey[]; message: string }[]) {
    super('Something in the request is not valid.')
    this.issues = issues
  }
}

/** Checks a part of a request against the route's schema. In: the schema. Out: the value, or an InputError with our own sentences. */
export const parseInput: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (given: unknown) => {
    const { data, error } = schema.safeParse(given, { error: sentenceOfIssue })
    if (!error) return { value: data }
    // A request without a body has null.
    return { error: new InputError(given === null ? [{ path: [], message: sentence('input.missing') }] : error.issues) }
  }
