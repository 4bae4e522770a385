import { z } from 'zod'
import { maxTagChars } from '../model/tag.ts'
import { pageOf } from '../platform/paging.ts'

export const tagNameInput = z
  .string()
  .max(maxTagChars, `a tag has at most ${maxTagChars} characters`)
  .regex(/[^\s\p{C}]/u, 'a tag needs a name that can be seen')
const color = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'must be a color such as #1f8a70')
  .nullable()
export const tag = z.object({ id: z.string(), name: z.string(), color: z.string().nullable(), people: z.int(), createdAt: z.string() })
export type Tag = z.output<typeof tag>
export const tagList = pageOf(tag)
export const newTag = z.strictObject({ name: tagNameInput, color: color.optional() })
export type NewTag = z.input<typeof newTag>
export const tagChange = z.strictObject({ name: tagNameInput.optional(), color: color.optional() })
export type TagChange = z.input<typeof tagChange>
