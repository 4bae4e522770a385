import { z } from 'zod'
import { errorCodes, type ErrorCode } from './errors.ts'

/** The error response of every route under /api (docs/errors.md). */
export const refusal = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
      message: z.string().describe('what to do, for people'),
      details: z
        .array(z.object({ path: z.string(), message: z.string() }))
        .optional()
        .describe('the parts of the request that the error is about'),
    }),
  })
  .describe('An error: why, and what to do')
