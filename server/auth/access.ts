import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { permissions, permissionsOf, type Permission } from '../model/permission.ts'
import type { Scope } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { everyWorkspace } from '../platform/wake.ts'
import { hasOwnCookie } from './cookies.ts'
import type { Identity } from './identity.ts'
import { bootstrapActor, keyCacheMs, makeKeys } from './keys.ts'
import { refuseForeignHost } from './ownHost.ts'
import { readSession } from './readSession.ts'
import { addWorkspace, findFirstWorkspace, findMembership, setUpTurn } from './principals.queries.ts'

/**
 * The caller: a signed-in user or a program with a key, the workspace they act in, the accounts they are limited to, and their permissions.
 */
export type Principal = Scope & {
  kind: 'user' | 'key'
  user: { id: string; name: string; email: string; twoFactor: boolean } | null
  /** Which member of the workspace they are; null: a program. */
  memberId: string | null
  role: string
  permissions: ReadonlySet<Permission>
  /** Their name in audit rows. */
  actor: string
  /** Which of their sessions or keys it is; not the secret itself. */
  login: string
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest()
const cacheMs = 5_000
const cacheSize = 2_000

export type Access = {
  /** In: the reply, where there is one, for `Retry-After`. Errors: ApiError too_many_attempts (see `Keys`). */
  resolve(request: FastifyRequest, reply?: FastifyReply): Promise<Principal | null>
  /** Logins or keys changed: each is looked up again, and open streams check whom they belong to, in every process. */
  forget(): void
  /** Whether the request has a session of a person who belongs to no workspace. */
  hasNoWorkspace(request: FastifyRequest): Promise<boolean>
  onForget(run: () => void): { off(): void }
}

/**
 * Identifies the sender of a request: a session cookie (checked by better-auth, cached for seconds under the cookie's hash, dropped on
 * sign-out) or `Authorization: Bearer` with an API key (keys.ts), or with BOOTSTRAP_API_KEY, which acts as the instance's admin in the
 * default workspace and creates it when missing.
 */
export function makeAccess(deps: Deps, identity: Identity): Access {
  const keys = makeKeys(deps)
  const sessions = new Map<string, { until: number; principal: Promise<Principal | null> }>()
  const listeners = new Set<() => void>()
  const bootstrap = deps.config.bootstrapApiKey ? digest(deps.config.bootstrapApiKey) : null

  async function bySession(cookie: string): Promise<Principal | null> {
    const found = await readSession(identity, cookie)
    if (!found) return null
    const membership = await findMembership(
      deps.databases.system,
      found.user.id,
      (found.session as { activeOrganizationId?: string | null }).activeOrganizationId ?? null,
    )
    if (!membership) return null
    const { id, name, email, twoFactorEnabled } = found.user
    const admin: Permission[] = membership.isInstanceAdmin ? ['instance.admin'] : []
    return {
      kind: 'user',
      user: { id, name, email, twoFactor: twoFactorEnabled === true },
      workspaceId: membership.workspaceId,
      accountIds: membership.accountIds,
      memberId: membership.memberId,
      role: membership.role,
      permissions: new Set([...permissionsOf(membership.role), ...admin]),
      actor: `user:${id}`,
      login: `session:${found.session.id}`,
    }
  }
  function cached(cookie: string): Promise<Principal | null> {
    const key = digest(cookie).toString('base64')
    const now = deps.clock.machineMs()
    const known = sessions.get(key)
    if (known && known.until > now) return known.principal
    const principal = bySession(cookie)
    sessions.set(key, { until: now + cacheMs, principal })
    if (sessions.size > cacheSize) sessions.delete(sessions.keys().next().value!)
    principal.catch(() => sessions.delete(key))
    return principal
  }
  let known: { until: number; workspaceId: string } | null = null
  async function byBootstrapKey(): Promise<Principal> {
    const now = deps.clock.machineMs()
    if (!known || known.until <= now) known = { until: now + keyCacheMs, workspaceId: await defaultWorkspace(deps) }
    return {
      kind: 'key',
      user: null,
      memberId: null,
      workspaceId: known.workspaceId,
      accountIds: null,
      role: 'owner',
      permissions: new Set(permissions),
      actor: bootstrapActor,
      login: bootstrapActor,
    }
  }
  function forgetHere(): void {
    sessions.clear()
    known = null
    keys.forget()
    for (const run of listeners) run()
  }
  deps.wake.on((topic, _workspaceId, _accountIds, origin) => {
    if (topic === 'access' && origin === 'elsewhere') forgetHere()
  })
  return {
    async resolve(request, reply) {
      const bearer = bearerOf(request)
      if (bearer && bootstrap && timingSafeEqual(bootstrap, digest(bearer))) return byBootstrapKey()
      if (bearer) return keys.resolve(bearer, { address: request.ip, reply })
      return hasOwnCookie(request.headers.cookie) ? cached(request.headers.cookie) : null
    },
    forget() {
      forgetHere()
      deps.wake.tell('access', everyWorkspace)
    },
    async hasNoWorkspace({ headers: { cookie } }) {
      return hasOwnCookie(cookie) && (await readSession(identity, cookie)) !== null
    },
    onForget(run) {
      listeners.add(run)
      return { off: () => void listeners.delete(run) }
    },
  }
}

/** The instance's default workspace, created when missing. */
async function defaultWorkspace(deps: Deps): Promise<string> {
  const found = await findFirstWorkspace(deps.databases.system)
  if (found) return found.id
  return deps.databases.system.transaction().execute(async (trx) => {
    await setUpTurn.execute(trx)
    const made = await findFirstWorkspace(trx)
    if (made) return made.id
    const id = deps.newId()
    await addWorkspace(trx, { id, name: 'My workspace', at: deps.clock.now() })
    return id
  })
}

/** The principal of a request to a route that needs a login. */
export const principalOf = (request: FastifyRequest): Principal => {
  if (!request.principal) throw new ApiError('not_signed_in', 'Sign in, or send `Authorization: Bearer <key>`.')
  return request.principal
}

/** The key of `Authorization: Bearer <key>`. Other schemes are ignored. */
const bearerOf = (request: FastifyRequest): string | undefined => /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]

/**
 * Rejects a write by cookie that does not come from our own pages, by the Host and Origin of this hub (or one of ALLOWED_ORIGINS). Programs
 * with a key need neither: the key, not the cookie, is their login.
 */
export function refuseForeignWrites(deps: Deps) {
  return async (request: FastifyRequest, _reply: FastifyReply) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || bearerOf(request) || !request.headers.cookie) return
    if (request.routeOptions.config.fromAnySite) return
    refuseForeignHost(request, deps.config)
    const { origin, host } = request.headers
    const allowed = [...(deps.config.publicUrl ? [deps.config.publicUrl] : []), ...deps.config.allowedOrigins]
    if (origin && !allowed.includes(origin) && originHost(origin) !== host)
      throw new ApiError('bad_origin', 'This request came from another site.')
    if (!origin && request.headers['sec-fetch-site'] && request.headers['sec-fetch-site'] !== 'same-origin')
      throw new ApiError('bad_origin', 'This request came from another site.')
  }
}

const originHost = (origin: string): string | null => {
  try {
    return new URL(origin).host
  } catch {
    return null
  }
}
