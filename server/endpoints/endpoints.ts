import type { z } from 'zod'
import { writeAudit, type AuditRow } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import { refuseLimited } from '../auth/memberRights.ts'
import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { divideAuth } from './authentication.ts'
import { checkAddress } from './checkAddress.ts'
import { addEndpoint, findEndpoints, rotateSecret, writeSources, type EndpointRow } from './endpoints.queries.ts'
import type { AuthInput, endpointInput, ShownEndpoint, Source } from './endpoints.schemas.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { knownSources } from './knownSources.ts'
import { jobOfRemoval } from './removeDeliveries.job.ts'
import { removeDeliveriesOf, removeEndpoint } from './removeEndpoint.queries.ts'
import type { ReplayDeps } from './replay.ts'
import { sentenceOf } from './sentences.ts'
import { newSecret } from './signing.ts'

const dayMs = 86_400_000
/** After a rotation the former secret signs as well for so long. */
const bothSignMs = dayMs

const sealed = (deps: Deps, who: Principal, row: string, column: string, secret: string) =>
  deps.vault.seal({ table: 'endpoints', row, column, workspaceId: who.workspaceId }, secret)

/** An authentication as it may be shown, and its secret part sealed; null: it has none. */
export async function sealedAuth(deps: Deps, who: Principal, id: string, auth: AuthInput) {
  const { shown, secret } = divideAuth(auth)
  return { shown, sealed: secret === null ? null : await sealed(deps, who, id, 'auth_sealed', secret) }
}

/** The rows of sources that an endpoint gets. */
export const rowsOfSources = (deps: Deps, who: Principal, endpointId: string, sources: Source[]) =>
  sources.map((one) => ({
    id: deps.newId(),
    workspace_id: who.workspaceId,
    endpoint_id: endpointId,
    type: one.type,
    source_id: one.id ?? '',
    is_active: one.isActive,
    conditions: one.conditions,
  }))

/** Writes the audit row of a change of an endpoint. */
export const audited = (
  trx: Trx,
  deps: Deps,
  who: Principal,
  action: string,
  id: string,
  changed: Pick<AuditRow, 'fields' | 'changes'> = {},
) => writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, subject: 'endpoint', subjectId: id, ...changed })

/** From when the deliveries of an endpoint are counted. */
export const aDayAgo = ({ clock }: Pick<Deps, 'clock'>): Date => new Date(clock.now().getTime() - dayMs)

/** Errors: ApiError not_found. */
export async function getEndpoint(deps: Deps, who: Principal, id: string): Promise<EndpointRow> {
  const [row] = await inWorkspace(deps.databases.web, who, (trx) => findEndpoints(trx, { id, limit: 1, endedSince: aDayAgo(deps) }))
  return row ?? notFound('endpoint', id)
}

/** An endpoint may get the events of every account. Errors: ApiError forbidden. */
export const refuseLimitedTo = (who: Principal) => refuseLimited(who, 'An endpoint')

/** Whether it is the webhook address of an automation, which decides where it leads and that it exists. */
export const isOwned = ({ automationId, sources }: EndpointRow) =>
  automationId !== null && sources.some(({ type, id }) => type === 'automation' && id === automationId)

/** Errors: ApiError not_found, conflict (it is the webhook address of an automation). */
async function getFree(trx: Trx, id: string): Promise<void> {
  const [row] = await findEndpoints(trx, { id, limit: 1 })
  if (isOwned(row ?? notFound('endpoint', id)))
    throw new ApiError('conflict', 'This is the webhook URL of an automation. Change or remove it there.')
}

/** Out: the endpoint and its secret, which nobody is shown again. */
export async function makeEndpoint(deps: Deps, who: Principal, input: z.output<typeof endpointInput>) {
  refuseLimitedTo(who)
  await checkAddress(deps, who, input.url)
  const [id, secret, now] = [deps.newId(), newSecret(), deps.clock.now()]
  const auth = await sealedAuth(deps, who, id, input.auth)
  const secretSealed = await sealed(deps, who, id, 'secret_sealed', secret)
  await inWorkspace(deps.databases.web, who, async (trx) => {
    await addEndpoint(trx, {
      id,
      workspace_id: who.workspaceId,
      automation_id: null,
      name: input.name,
      kind: input.kind,
      url: input.url,
      method: input.method,
      headers: input.headers,
      auth: auth.shown,
      auth_sealed: auth.sealed,
      secret_sealed: secretSealed,
      retry_count: input.retryCount,
      timeout_ms: input.timeoutMs,
      events: input.events,
      mapping: input.mapping,
      is_active: input.isActive,
      created_at: now,
      updated_at: now,
    })
    await writeSources(trx, id, rowsOfSources(deps, who, id, await knownSources(trx, input.sources)))
    await audited(trx, deps, who, 'create', id)
  })
  deps.wake.tell('endpoints', who.workspaceId)
  return { row: await getEndpoint(deps, who, id), secret }
}

/** So many deliveries are deleted with their endpoint; more of them by a job. */
const deletedAtOnce = 1_000

/** Deletes an endpoint with its deliveries. Errors: ApiError not_found, conflict (it is the webhook address of an automation). */
export async function deleteEndpoint(deps: ReplayDeps, who: Principal, id: string, atOnce = deletedAtOnce): Promise<void> {
  refuseLimitedTo(who)
  await inWorkspace(deps.databases.web, who, (trx) => getFree(trx, id))
  const of = { workspaceId: who.workspaceId, endpointId: id }
  const now = deps.clock.now()
  await deps.databases.system.transaction().execute(async (trx) => {
    if (!(await removeEndpoint(trx, of))) notFound('endpoint', id)
    const { count, leadIds } = await removeDeliveriesOf(trx, of, atOnce)
    // What is left decides: a lead that waited for this endpoint alone is delivered, or kept.
    await deps.updateLeadStates(trx, leadIds, now)
    if (count === atOnce) await addJobs(trx, { ...deps, now }, [jobOfRemoval(of, now)])
    await audited(trx, deps, who, 'remove', id)
  })
  deps.wake.tell('jobs', who.workspaceId)
  deps.wake.tell('endpoints', who.workspaceId)
}

/**
 * Out: the endpoint and its new secret. What is sent is signed with both for a day. Errors: ApiError conflict when a former secret still
 * signs, unless `force` says that it may end now.
 */
export async function rotateEndpoint(deps: Deps, who: Principal, id: string, force = false) {
  refuseLimitedTo(who)
  const { oldSecretUntil } = await getEndpoint(deps, who, id)
  if (!force && oldSecretUntil && oldSecretUntil > deps.clock.now())
    throw new ApiError(
      'conflict',
      `The secret was changed less than a day ago; the former one signs as well until ${oldSecretUntil.toISOString()}. To end it now, send {"force": true}.`,
    )
  const secret = newSecret()
  const secretSealed = await sealed(deps, who, id, 'secret_sealed', secret)
  await inWorkspace(deps.databases.web, who, async (trx) => {
    const until = new Date(deps.clock.now().getTime() + bothSignMs)
    if (!(await rotateSecret(trx, id, secretSealed, until))) notFound('endpoint', id)
    await audited(trx, deps, who, 'rotate_secret', id)
  })
  return { row: await getEndpoint(deps, who, id), secret }
}

const stateOf = ({ isActive, disabledAt, failingSince }: EndpointRow): ShownEndpoint['state'] =>
  disabledAt ? 'disabled' : !isActive ? 'paused' : failingSince ? 'degraded' : 'healthy'

/** The sources as the API shows them. */
export const showSources = ({ sources }: EndpointRow): ShownEndpoint['sources'] => sources.map((one) => ({ ...one, id: one.id || null }))

/** An endpoint as the API shows it. */
export function showEndpoint(textOf: TextOf, now: Date) {
  return (row: EndpointRow): ShownEndpoint => {
    const state = stateOf(row)
    const code = state === 'disabled' ? (row.disabledCode ?? 'failing') : state === 'degraded' ? 'degraded' : null
    const isOldValid = row.oldSecretUntil !== null && row.oldSecretUntil > now
    return {
      id: row.id,
      name: row.name,
      kind: row.kind,
      url: row.url,
      method: row.method,
      headers: row.headers,
      auth: { ...row.auth },
      retryCount: row.retryCount,
      timeoutMs: row.timeoutMs,
      isActive: row.isActive,
      events: row.events,
      mapping: row.mapping,
      sources: showSources(row),
      automationId: row.automationId,
      state,
      reason: code === null ? null : { code, text: textOf(sentenceOf(code)) },
      lastDay: { succeeded: row.succeeded, failed: row.failed },
      failingSince: row.failingSince?.toISOString() ?? null,
      lastSuccess: row.lastSuccessAt?.toISOString() ?? null,
      lastFailure: row.lastFailureAt?.toISOString() ?? null,
      oldSecretUntil: isOldValid ? row.oldSecretUntil!.toISOString() : null,
      version: row.version,
      createdAt: row.createdAt.toISOString(),
    }
  }
}
