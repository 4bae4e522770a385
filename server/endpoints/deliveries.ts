import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import { inWorkspace } from '../platform/db.ts'
import { findDeliveries, findDeliveryAttempts, type DeliveryAttempt, type DeliveryFilter, type DeliveryRow } from './deliveries.queries.ts'
import type { ShownDelivery } from './endpoints.schemas.ts'
import { getEndpoint } from './endpoints.ts'
import { addDeliveries } from './planDeliveries.queries.ts'
import { sampleLead } from './sampleLead.ts'
import { sentenceOf } from './sentences.ts'

export async function listDeliveries(deps: Deps, who: Principal, filter: DeliveryFilter) {
  const rows = await inWorkspace(deps.databases.web, who, (trx) => findDeliveries(trx, filter))
  const attempts = await findDeliveryAttempts(
    deps.databases.system,
    who.workspaceId,
    rows.map(({ id }) => id),
  )
  return { rows, attempts: Map.groupBy(attempts, ({ deliveryId }) => deliveryId) }
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

export const showDelivery =
  (textOf: TextOf, attempts: Map<string, DeliveryAttempt[]>) =>
  (row: DeliveryRow): ShownDelivery => {
    const tried = attempts.get(row.id) ?? []
    const textOfCode = (code: string) => textOf(sentenceOf(code))
    return {
      id: row.id,
      endpointId: row.endpointId,
      endpointName: row.endpointName,
      eventId: row.eventId,
      leadId: row.leadId,
      accountId: row.accountId,
      type: row.type,
      isTest: row.isTest,
      status: row.status,
      reason: row.code === null ? null : { code: row.code, text: textOfCode(row.code) },
      attempt: tried.length,
      attempts: tried.map(({ at, code, detail }) => ({
        at: at.toISOString(),
        httpStatus: detail?.httpStatus ?? null,
        durationMs: detail?.durationMs ?? null,
        error: code === null ? null : textOfCode(code),
        responseBody: detail?.responseBody ?? null,
      })),
      nextRetryAt: row.nextRetryAt?.toISOString() ?? null,
      completedAt: row.completedAt?.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
    }
  }
