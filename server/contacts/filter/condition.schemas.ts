import { z } from 'zod'
import { consentAbouts } from '../../model/consent.ts'
import { contactSources, readBirthday } from '../../model/contact.ts'
import { maxTagChars } from '../../model/tag.ts'

const value = z.string().trim().min(1, 'needs a value').max(500)
const name = z.string().min(1).max(100)
const has = z.enum(['has', 'has_not'])
const known = z.enum(['known', 'unknown'])
const days = z.int().min(1).max(3_650)

/** A month and a day as the day of a birthday whose year does not matter. */
export const asDay = (text: string): string => (text.length === 5 ? `9999-${text}` : text)

const birthday = z.union([
  z.strictObject({
    about: z.literal('birthday'),
    is: z.literal('on'),
    value: z
      .string()
      .refine((text) => readBirthday(asDay(text)) !== null, 'must be a month and a day such as 05-17, or a day such as 1990-05-17')
      .describe('a month and a day: 05-17; with a year (1990-05-17) that year too, unless it is 9999'),
  }),
  z.strictObject({ about: z.literal('birthday'), is: known }),
])

/**
 * One condition on a person. A list, a segment, a bulk action and an export take the same; all conditions must hold.
 * Words are looked for in name, username, email and phone.
 */
export const condition = z.union([
  z.strictObject({ about: z.literal('words'), is: z.literal('contains'), value }),
  z.strictObject({ about: z.enum(['email', 'phone', 'language']), is: z.literal('equals'), value }),
  z.strictObject({ about: z.enum(['email', 'phone', 'language']), is: known }),
  birthday,
  z.strictObject({ about: z.literal('tag'), is: has, value: z.string().min(1).max(maxTagChars) }),
  z.strictObject({
    about: z.literal('field'),
    name,
    is: z.enum(['equals', 'not_equals', 'contains', 'above', 'below']).describe('above and below compare numbers, or days'),
    value,
  }),
  z.strictObject({ about: z.literal('field'), name, is: known }),
  z.strictObject({ about: z.literal('metadata'), name, is: z.literal('equals'), value: z.union([value, z.number(), z.boolean()]) }),
  z.strictObject({ about: z.literal('channel'), is: has, value: z.string().min(1).max(50) }),
  z.strictObject({ about: z.literal('account'), is: has, value: z.uuid() }),
  z.strictObject({ about: z.enum(['last_seen', 'added']), is: z.enum(['within', 'before']), days }),
  z.strictObject({ about: z.enum(['opted_out', 'window', 'lead']), is: z.enum(['yes', 'no']) }),
  z.strictObject({ about: z.literal('consent'), is: z.enum(['given', 'not_given']), value: z.enum(consentAbouts) }),
  z.strictObject({ about: z.literal('source'), is: z.enum(['equals', 'not_equals']), value: z.enum(contactSources) }),
])
export type Condition = z.output<typeof condition>

export const conditions = z.array(condition).max(20, 'has room for 20 conditions')
