import { z } from 'zod'
import { filter } from './leads.schemas.ts'

const isTrue = z.union([z.boolean(), filter.shape.archived])

/** Which stored leads an endpoint gets: all that are named must hold, besides its sources. */
export const sendInput = z
  .strictObject({
    ...filter.omit({ q: true }).shape,
    archived: isTrue.describe('archived leads are sent only when this or the status asks for them'),
    again: z.boolean().default(false).describe('also leads that it got, or is to get'),
  })
  .meta({ example: { since: '2026-11-01T00:00:00Z' } })
export const sent = z.object({
  sent: z.number().describe('leads that are on their way'),
  remaining: z.number().describe('leads that a job looks through now, counted up to 100,000; those that fit are sent'),
})
export type Sent = z.output<typeof sent>
