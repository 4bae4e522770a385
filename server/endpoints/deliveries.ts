import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { attemptsOf, findDeliveries, type DeliveryFilter } from './deliveries.queries.ts'
import { getEndpoint } from './endpoints.ts'
import { addDeliveries } from './planDeliveries.queries.ts'
import { sampleLead } from '../model/sampleLead.ts'

/** Lists deliveries, newest first, with the attempts of each. */
export async function listDeliveries(deps: Deps, who: Principal, filter: DeliveryFilter) {
  const rows = await inWorkspace(deps.databases.web, who, (trx) => findDeliveries(trx, filter))
  return { rows, attempts: await attemptsOf(deps.databases.system, who.workspaceId, rows) }
}

/** Sends a made-up lead to an endpoint, once, also while it is paused. Out: the delivery. */
export async function testEndpoint(deps: Deps, who: Principal, id: string): Promise<string> {
  await getEndpoint(deps, who, id)
  const [deliveryId, now] = [deps.newId(), deps.clock.now()]
  // Not under row-level security: a limited caller would not see the job that they add.
  await deps.databases.system.transaction().execute(async (trx) => {
    const about = { accountId: null, contactId: null, leadId: null, automationId: null, causeId: null, formId: null, campaignId: null }
    const event = {
      ...about,
      workspaceId: who.workspaceId,
      type: 'lead.created' as const,
      occurredAt: now,
      fields: {},
      data: sampleLead(now),
    }
    await addDeliveries(trx, { ...deps, now }, [{ event, endpointId: id, isDisabled: false, isTest: true, id: deliveryId }])
    await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'test', subject: 'endpoint', subjectId: id })
  })
  deps.wake.tell('jobs', who.workspaceId)
  return deliveryId
}
