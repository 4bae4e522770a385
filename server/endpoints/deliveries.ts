import type { z } from 'zod'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import {
  countReplayed,
  findDeliveries,
  findDeliveryAttempts,
  replaySlice,
  type DeliveryAttempt,
  type DeliveryFilter,
  type DeliveryRow,
  type Replayed,
} from './deliveries.queries.ts'
import type { replayInput, ShownDelivery } from './endpoints.schemas.ts'
import { getEndpoint } from './endpoints.ts'
import { addDeliveries } from './planDeliveries.queries.ts'
import { sampleLead } from './sampleLead.ts'
import { sentenceOf } from './sentences.ts'

/** So many deliveries are replayed in one transaction. */
const slice = 1_000

export type ReplayDeps = Deps & { updateLeadStates(trx: Parameters<typeof replaySlice>[0], leadIds: string[], now: Date): Promise<void> }

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
  await inWorkspace(deps.databases.web, who, async (trx) => {
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

/** Sends one delivery again. */
export async function replayDelivery(deps: ReplayDeps, who: Principal, id: string): Promise<void> {
  const now = deps.clock.now()
  await inWorkspace(deps.databases.web, who, async (trx) => {
    const [found] = await findDeliveries(trx, { id, limit: 1 })
    if (!found) notFound('delivery', id)
    const { leadIds } = await replaySlice(trx, { ...deps, now }, { id, workspaceId: who.workspaceId }, 1)
    await deps.updateLeadStates(trx, leadIds, now)
    await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'replay', subject: 'delivery', subjectId: id })
  })
  deps.wake.tell('jobs', who.workspaceId)
}

/**
 * Sends again what an endpoint did not get, or all of a range, in slices: each is a transaction of its own, so that any number may be
 * replayed. Out: how many.
 */
export async function replayEndpoint(deps: ReplayDeps, who: Principal, id: string, input: z.output<typeof replayInput>): Promise<number> {
  await getEndpoint(deps, who, id)
  const now = deps.clock.now()
  const of: Replayed = {
    workspaceId: who.workspaceId,
    endpointId: id,
    since: new Date(input.since),
    until: input.until ? new Date(input.until) : null,
    failedOnly: input.status === 'FAILED',
    // Those that are completed again meanwhile are not replayed a second time.
    completedBefore: new Date(now.getTime() + 1),
  }
  const count = await inWorkspace(deps.databases.web, who, async (trx) => {
    const found = await countReplayed(trx, of)
    const fields = [`count:${found}`]
    await writeAudit(trx, deps, {
      workspaceId: who.workspaceId,
      actor: who.actor,
      action: 'replay',
      subject: 'endpoint',
      subjectId: id,
      fields,
    })
    return found
  })
  let replayed = 0
  for (let more = count > 0; more;) {
    const done = await inWorkspace(deps.databases.web, who, async (trx) => {
      const one = await replaySlice(trx, { ...deps, now }, of, slice)
      await deps.updateLeadStates(trx, one.leadIds, now)
      return one.count
    })
    replayed += done
    more = done === slice
    deps.wake.tell('jobs', who.workspaceId)
  }
  return replayed
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
