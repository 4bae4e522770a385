import { z } from 'zod'
import { fieldTypes } from '../model/contact.ts'

const reserved = ['email', 'phone', 'name']
const fieldName = z
  .string()
  .trim()
  .max(100, 'a field name has at most 100 characters')
  .regex(/\S/, 'needs the name of a field')
  .refine((name) => !(name.startsWith('__') && name.endsWith('__')), 'a field name cannot begin and end with "__"')
const choices = z.array(z.string().trim().min(1).max(100)).max(100)

export const field = z.object({
  id: z.string(),
  key: z.string().describe('names the value in customFields, in automations and in {{placeholders}}; never changes'),
  name: z.string(),
  type: z.enum(fieldTypes),
  choices: z.array(z.string()).describe('of the type choice'),
  people: z.int().describe('how many of the newest 10,000 people have a value'),
  createdAt: z.string(),
})
export type Field = z.output<typeof field>
export const fieldList = z.object({ data: z.array(field) })
export const newField = z
  .strictObject({
    name: fieldName.refine((name) => !reserved.includes(name.toLowerCase()), 'email, phone and name are not custom fields'),
    type: z.enum(fieldTypes, `must be one of ${fieldTypes.join(', ')}`),
    choices: choices.default([]),
  })
  .refine(({ type, choices: given }) => (type === 'choice') === given.length > 0, {
    path: ['choices'],
    message: 'are for the type choice, which needs at least one',
  })
export type NewField = z.input<typeof newField>
export const fieldChange = z.strictObject({ name: fieldName.optional(), choices: choices.min(1).optional() })
export type FieldChange = z.input<typeof fieldChange>
