import { z } from 'zod'

const [first, last] = [Date.parse('1900-01-01T00:00:00Z'), Date.parse('9999-12-31T00:00:00Z')]
const isBetween = (text: string): boolean => {
  const at = Date.parse(text)
  return at >= first && at < last
}

/** A time with its offset, as callers give it. Times that PostgreSQL does not take are refused here, and come out in UTC. */
export const time = z.iso
  .datetime({ offset: true })
  .refine(isBetween, 'must be a time between 1900 and 9999')
  .overwrite((text) => (isBetween(text) ? new Date(text).toISOString() : text))
