import type { Asked } from './ledgers.ts'
import { until } from './until.ts'

/** The product's backlog, by state, according to its metrics. */
export async function backlogOf(place: Asked): Promise<Record<string, number>> {
  const { status, body } = await place.api<string>('GET', '/metrics')
  if (status !== 200) throw new Error(`the metrics answered ${status}`)
  return Object.fromEntries(
    [...body.matchAll(/^autodm_backlog\{state="(\w+)"\} (\d+)$/gm)].map(([, state, count]) => [state!, Number(count)]),
  )
}

/** Waits until every received webhook is ingested, and every message is sent, resolved, or parked for a person. */
export const drained = (place: Asked, limitMs: number): Promise<unknown> =>
  until(
    'nothing waits to be read or said, and nothing is in doubt',
    async () => {
      const { parked: _parked, ...open } = await backlogOf(place)
      if (Object.values(open).some((count) => count > 0)) throw new Error(JSON.stringify(open))
      return true
    },
    limitMs,
  )
