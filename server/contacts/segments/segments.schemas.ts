import { z } from 'zod'
import { pageOf } from '../../platform/paging.ts'
import { condition, conditions as someConditions } from '../filter/condition.schemas.ts'

const name = z
  .string()
  .trim()
  .max(100, 'a segment name has at most 100 characters')
  .regex(/[^\s\p{C}]/u, 'a segment needs a name that can be seen')
const conditions = someConditions.min(1, 'needs at least one condition')

export const segment = z.object({
  id: z.string(),
  name: z.string(),
  conditions: z.array(condition).describe('all must hold'),
  createdAt: z.string(),
})
export type Segment = z.output<typeof segment>
export const segmentList = pageOf(segment)
export const newSegment = z.strictObject({ name, conditions })
export type NewSegment = z.input<typeof newSegment>
export const segmentChange = z.strictObject({ name: name.optional(), conditions: conditions.optional() })
export type SegmentChange = z.input<typeof segmentChange>

export const contactCount = z.object({
  people: z.int().describe('how many of those that this call looked at'),
  nextCursor: z.string().nullable().describe('not null: more people are to be looked at; ask again with it, and add up'),
})
export type ContactCount = z.output<typeof contactCount>
