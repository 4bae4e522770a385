import { writeAudits } from '../audit/audit.queries.ts'
import { erasePeople } from '../contacts/erasedPeople.queries.ts'
import type { Deps } from '../deps.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { Db, Trx } from '../platform/db.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { endRequest, findOpenRequest, findPeople, noteEffect } from './dataRequests.queries.ts'
import { platformActor } from './takeRequest.ts'

/** Erases webhook payloads of people and questions about them; the inbox is below this module. */
export type EraseArrivals = (trx: Trx, contactIds: readonly string[]) => Promise<void>

/** People in one transaction, which holds the ingest lock. */
const peopleAtOnce = 20

/**
 * Deletes what belongs to the person of a request: in each workspace that knows them, everything that the list of belongings has of them.
 * A killed attempt leaves people whole or erased; the next one finds those that are left.
 */
export const dataDeletion = (
  deps: Pick<Deps, 'clock' | 'newId' | 'wake' | 'vault'> & { system: Db; eraseArrivals: EraseArrivals },
): JobHandler => ({
  backoffMs: [10_000, 60_000, 300_000, 900_000, 3_600_000, 6 * 3_600_000, 24 * 3_600_000],
  timeLimitMs: 600_000,
  repeatable: true,
  waitsForAccount: false,
  async run(job, signal) {
    const id = String(job.data['requestId'])
    const request = await findOpenRequest(deps.system, id)
    if (!request) return { kind: 'done' }
    const changed = new Set<string>()
    for (;;) {
      const erased = await deps.system.transaction().execute(async (trx) => {
        await lockIngest(trx)
        const people = await findPeople(trx, request, peopleAtOnce)
        const now = deps.clock.now()
        const ids = people.map(({ contactId }) => contactId)
        await deps.eraseArrivals(trx, ids)
        await erasePeople(trx, deps, ids, now)
        await writeAudits(
          trx,
          deps,
          people.map(({ contactId, workspaceId }) => ({
            workspaceId,
            actor: platformActor,
            action: 'erase',
            subject: 'contact',
            subjectId: contactId,
          })),
        )
        if (people.length) await noteEffect(trx, id)
        if (people.length < peopleAtOnce) await endRequest(trx, id, now)
        return people
      })
      for (const { workspaceId } of erased) changed.add(workspaceId)
      if (erased.length < peopleAtOnce) break
      if (signal.aborted) return { kind: 'later', code: 'timed_out', counts: false, afterMs: 0 }
    }
    for (const workspaceId of changed)
      for (const topic of ['contacts', 'leads', 'messages', 'events'] as const) deps.wake.tell(topic, workspaceId)
    return { kind: 'done' }
  },
})
