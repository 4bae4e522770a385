import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import { hastenTurn } from '../jobs/addJobs.queries.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { withoutShown } from '../platform/shownOnly.ts'
import { checkAddress } from './checkAddress.ts'
import { fixed, moving, type AuthChange, type endpointChange } from './endpointChange.schemas.ts'
import { audited, getEndpoint, isOwned, refuseLimitedTo, rowsOfSources, sealedAuth, showEndpoint, showSources } from './endpoints.ts'
import { changeEndpoint, findEndpoints, lockEndpoint, writeSources, type EndpointRow } from './endpoints.queries.ts'
import { authInput, problemsOfKind, type AuthInput, type Kinded, type Source } from './endpoints.schemas.ts'
import { knownSources } from './knownSources.ts'

type Wanted = Omit<z.output<typeof endpointChange>, 'auth' | 'version' | (typeof fixed)[number] | (typeof moving)[number]>
type Change = { wanted: Wanted; auth?: AuthInput | undefined; version?: number | undefined; action?: string }

/**
 * Changes an endpoint with its sources, or nothing of it. Errors: ApiError not_found, invalid_input, version_conflict, conflict (it is the
 * webhook address of an automation).
 */
export async function updateEndpoint(deps: Deps, who: Principal, id: string, given: z.output<typeof endpointChange>): Promise<EndpointRow> {
  const row = await getEndpoint(deps, who, id)
  const { auth: givenAuth, version, ...rest } = given
  const shown = showEndpoint(String, deps.clock.now())(row)
  const wanted: Wanted = withoutShown(rest, shown, fixed, moving)
  const auth = newAuth(givenAuth, row.auth)
  const [problem, ...more] = problemsOfKind({ ...(wanted as Omit<Kinded, 'kind'>), ...(auth ? { auth } : {}), kind: row.kind })
  if (problem) throw new ApiError('invalid_input', `${problem.path} ${problem.message}`, [problem, ...more])
  if (wanted.url !== undefined && wanted.url !== row.url) await checkAddress(deps, who, wanted.url)
  await write(deps, who, id, { wanted, auth, version })
  if (wanted.isActive) {
    // Jobs of deliveries name no account, so a limited member does not see them.
    await hastenTurn(deps.databases.system, id, deps.clock.now())
    deps.wake.tell('jobs', who.workspaceId)
  }
  return getEndpoint(deps, who, id)
}

/** Replaces the sources of an endpoint. Errors: as of `updateEndpoint`. */
export async function changeSources(deps: Deps, who: Principal, id: string, sources: Source[], version?: number): Promise<EndpointRow> {
  await write(deps, who, id, { wanted: { sources }, version, action: 'change_sources' })
  return getEndpoint(deps, who, id)
}

async function write(deps: Deps, who: Principal, id: string, change: Change): Promise<void> {
  refuseLimitedTo(who)
  const { wanted, version, action = 'change' } = change
  const auth = change.auth && (await sealedAuth(deps, who, id, change.auth))
  await inWorkspace(deps.databases.web, who, async (trx) => {
    await lockEndpoint(trx, id)
    const row = (await findEndpoints(trx, { id, limit: 1 }))[0] ?? notFound('endpoint', id)
    const sources = wanted.sources && (await knownSources(trx, wanted.sources, row.sources))
    // A save that is sent again because its response was lost finds its own work, not another person's.
    if (!auth && !(wanted.isActive && row.disabledAt) && isAsItIs(row, { ...wanted, ...(sources ? { sources } : {}) })) return
    if (version !== undefined && version !== row.version) throw staleVersion(row.version, version)
    checkOwned(row, wanted.url, sources)
    await changeEndpoint(trx, id, {
      updated_at: deps.clock.now(),
      ...(wanted.name === undefined ? {} : { name: wanted.name }),
      ...(wanted.url === undefined ? {} : { url: wanted.url }),
      ...(wanted.method === undefined ? {} : { method: wanted.method }),
      ...(wanted.headers === undefined ? {} : { headers: JSON.stringify(wanted.headers) }),
      ...(auth ? { auth: JSON.stringify(auth.shown), auth_sealed: auth.sealed } : {}),
      ...(wanted.retryCount === undefined ? {} : { retry_count: wanted.retryCount }),
      ...(wanted.timeoutMs === undefined ? {} : { timeout_ms: wanted.timeoutMs }),
      ...(wanted.events === undefined ? {} : { events: wanted.events }),
      ...(wanted.mapping === undefined ? {} : { mapping: wanted.mapping && JSON.stringify(wanted.mapping) }),
      ...(wanted.isActive === undefined ? {} : { is_active: wanted.isActive }),
      ...(wanted.isActive ? { disabled_at: null, disabled_code: null, failing_since: null, warned_at: null } : {}),
    })
    if (sources) await writeSources(trx, id, rowsOfSources(deps, who, id, sources))
    const changed =
      action === 'change' ? auditOf('endpoint', row, { ...wanted, auth: auth?.shown }) : { fields: [`count:${sources?.length ?? 0}`] }
    await audited(trx, deps, who, action, id, changed)
  })
  deps.wake.tell('endpoints', who.workspaceId)
}

const bySource = (one: { type: string; id?: string | null | undefined }, other: typeof one) =>
  `${one.type}/${one.id ?? ''}`.localeCompare(`${other.type}/${other.id ?? ''}`)
const plain = (sources: Source[]) => sources.map((one) => ({ ...one, id: one.id ?? null })).toSorted(bySource)

function isAsItIs(row: EndpointRow, { sources, ...wanted }: Wanted): boolean {
  if (sources && !isDeepStrictEqual(plain(sources), plain(showSources(row)))) return false
  return Object.entries(wanted).every(([name, value]) => value === undefined || isDeepStrictEqual(value, row[name as keyof EndpointRow]))
}

const staleVersion = (current: number, given: number) =>
  new ApiError(
    'version_conflict',
    `This endpoint was changed meanwhile: it is at version ${current}, you changed version ${given}. Nothing was saved. Read it again, ` +
      `or send \`version: ${current}\` to overwrite it.`,
  )

/** The webhook address of an automation leads where the automation says, and stays among its sources. */
function checkOwned(row: EndpointRow, url: string | undefined, sources: Source[] | undefined): void {
  if (!isOwned(row)) return
  if (url !== undefined && url !== row.url)
    throw new ApiError('conflict', 'This is the webhook URL of an automation. Change or remove it there.')
  if (sources && !sources.some(({ type, id }) => type === 'automation' && id === row.automationId))
    throw new ApiError(
      'conflict',
      `This is the webhook URL of the automation ${row.automationId}, which must stay among its sources. Remove it there.`,
    )
}

/** Undefined: it stays, since what came is what is shown of it. Errors: ApiError invalid_input when its secret is missing. */
function newAuth(given: AuthChange | undefined, shown: EndpointRow['auth']): AuthInput | undefined {
  if (given === undefined || isDeepStrictEqual({ ...given }, { ...shown })) return undefined
  const read = authInput.safeParse(given)
  if (read.success) return read.data
  const message = 'must be sent with its secret, or as it is shown'
  throw new ApiError('invalid_input', `auth: ${message}.`, [{ path: 'body.auth', message }])
}
