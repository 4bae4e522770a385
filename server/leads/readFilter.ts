import type { z } from 'zod'
import type { LeadFilter } from './leadFilter.queries.ts'
import type { filter } from './leads.schemas.ts'

/** The filter that a request names. */
export const readFilter = ({ since, until, ...given }: z.output<typeof filter>): LeadFilter => ({
  ...given,
  since: since === undefined ? undefined : new Date(since),
  until: until === undefined ? undefined : new Date(until),
})
