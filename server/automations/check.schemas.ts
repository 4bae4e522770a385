import { z } from 'zod'
import type { Check } from '../model/automation.ts'
import { maxTagChars } from '../model/tag.ts'

const value = z.string().max(500)
const values = z.array(value).max(100, 'has room for 100 values')

/** The comparisons of a text, for each value that is a text. */
const comparisonsOf = <T extends z.ZodRawShape>(about: T) =>
  z.discriminatedUnion(
    'is',
    [
      z.strictObject({ ...about, is: z.enum(['present', 'absent']) }),
      z.strictObject({ ...about, is: z.enum(['equals', 'not_equals', 'contains', 'not_contains']), value }),
      z.strictObject({ ...about, is: z.literal('one_of'), values }),
      z.strictObject({ ...about, is: z.enum(['above', 'below']), number: z.number('must be a number') }),
    ],
    'must be one of present, absent, equals, not_equals, contains, not_contains, one_of, above, below',
  )

/** One check of a condition; engine/checks.ts evaluates it. */
export const check = z.discriminatedUnion(
  'what',
  [
    comparisonsOf({ what: z.literal('field'), field: z.string().max(100) }),
    comparisonsOf({ what: z.literal('answer') }),
    z.strictObject({
      what: z.literal('tag'),
      tag: z.string().max(maxTagChars),
      is: z.enum(['present', 'absent'], 'must be present or absent'),
    }),
    z.strictObject({ what: z.literal('channel'), is: z.literal('one_of'), values }),
    z.strictObject({ what: z.literal('window'), is: z.enum(['open', 'closed'], 'must be open or closed') }),
  ],
  'what must be one of field, answer, tag, channel, window',
) satisfies z.ZodType<Check>
