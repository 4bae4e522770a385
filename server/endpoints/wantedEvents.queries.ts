import { sql } from 'kysely'
import type { EndpointEventType } from '../model/endpoint.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Wake } from '../platform/wake.ts'

/** Whether any endpoint of a workspace wants events of a type. */
export type Wants = (workspaceId: string, type: EndpointEventType) => boolean
/** Which events endpoints want beside leads: what causes them looks for endpoints only where one does. */
export type WantedEvents = { get(): Promise<Wants> }

/** Where there are no endpoints. */
export const nobodyWants: WantedEvents = { get: async () => () => false }

/** Notified of changes in this process and others; without the notification they are seen after this time. */
const keepMs = 5_000

/** Asks the database at most once in this time, in a statement of its own, never within a transaction of who asks. */
export function makeWantedEvents({ system, clock, wake }: { system: Db; clock: Clock; wake: Wake }): WantedEvents {
  let kept: { until: number; wants: Promise<Wants> } | null = null
  wake.on((topic) => {
    if (topic === 'endpoints') kept = null
  })
  return {
    get() {
      const now = clock.machineMs()
      if (kept && kept.until > now) return kept.wants
      const mine = { until: now + keepMs, wants: read(system) }
      kept = mine
      mine.wants.catch(() => {
        if (kept === mine) kept = null
      })
      return mine.wants
    },
  }
}

async function read(system: Db): Promise<Wants> {
  const { rows } = await sql<{ wanted: string }>`
    select distinct p.workspace_id || '/' || type as wanted from endpoints p cross join unnest(p.events) type
    where type not like 'lead.%'`.execute(system)
  const wanted = new Set(rows.map((row) => row.wanted))
  return (workspaceId, type) => wanted.size > 0 && wanted.has(`${workspaceId}/${type}`)
}
