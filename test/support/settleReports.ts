import { everyRow, type Asked, type Said } from './ledgers.ts'
import { until } from './until.ts'

/** Longer than the product waits for a status update of a message in doubt. */
const reportsAreOverMs = 11 * 60_000

/**
 * Waits until only messages are in doubt whose platform cannot be asked, WhatsApp's, and lets the time pass in which a status update would
 * resolve them: the rest is parked then.
 */
export async function letReportsEnd(place: Asked, unaskable: Set<string>, limitMs: number): Promise<void> {
  await until(
    'only messages are in doubt that the platform cannot be asked about',
    async () => {
      const open = (
        await Promise.all(['pending', 'in_doubt'].map((status) => everyRow<Said>(place, `/api/messages?direction=out&status=${status}`)))
      ).flat()
      const others = open.filter((one) => one.status !== 'in_doubt' || !unaskable.has(one.accountId))
      if (others.length) throw new Error(others.map((one) => JSON.stringify(one)).join('\n'))
      return true
    },
    limitMs,
  )
  await place.sim('POST', '/simulator/clock', { advanceMs: reportsAreOverMs })
}
