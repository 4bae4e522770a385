import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Api } from '../api.ts'
import type { Permission } from '../model/permission.ts'
import { ApiError } from '../platform/errors.ts'
import type { Access, Principal } from './access.ts'

const writing = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
/** Received from a platform, not from a person: no audit row. */
const isWebhook = (url: string): boolean => /\/webhooks\//.test(url)
/** Served by plugins: the reference of the API and the built pages. */
const isOfPlugin = (url: string): boolean => /^\/(docs|assets)(\/|$)/.test(url)

/** Whether a request of this method to this route changes something, so that the route names the audit row it leaves. */
export const isAudited = (method: string, url: string): boolean => writing.has(method) && url.startsWith('/api/') && !isWebhook(url)

/**
 * Requires each route to declare in its config what it needs: `may` (a permission) or `open` (why it needs no login), and `audit` when it
 * writes. A route without them throws while the application is built. Costs nothing per request. Also writes the OpenAPI document
 * (`x-permission`).
 */
export function declareRoutes(app: Api): void {
  app.decorate('declaredRoutes', [])
  app.addHook('onRoute', (route) => {
    const { url } = route
    if (isOfPlugin(url)) route.config = { ...route.config, open: 'the reference of the API and the built pages are public' }
    const { may, open, audit } = route.config ?? {}
    for (const method of [route.method].flat()) {
      const name = `${method} ${url}`
      if ((may === undefined) === (open === undefined))
        throw new Error(`${name}: config has either may (the permission it needs) or open (why it needs no login)`)
      if (isAudited(method, url) && audit === undefined)
        throw new Error(`${name}: config.audit names the audit row it leaves, as 'subject.action', or is null when it changes nothing`)
      app.declaredRoutes.push({
        method,
        url,
        ...(may === undefined ? {} : { may }),
        ...(open === undefined ? {} : { open }),
        ...(audit === undefined ? {} : { audit }),
      })
    }
    const told = may === undefined ? { security: [] } : { 'x-permission': may }
    if (route.schema && !('hide' in route.schema)) route.schema = { ...route.schema, ...told }
  })
}

/**
 * The only access check: 401 without a valid login, 403 when the permission of the route is missing. It uses the route that was found, not
 * the spelling of the address. An address that does not exist answers 404, with or without a login. Sets `request.principal`, whose
 * workspace and accounts every transaction is limited to (`inWorkspace`).
 */
export function requirePermission(access: Access) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { open, may } = request.routeOptions.config
    if (open !== undefined || request.is404) return
    request.principal = await access.resolve(request, reply)
    if (!request.principal && (await access.hasNoWorkspace(request)))
      throw new ApiError('no_workspace', 'You are signed in, and belong to no workspace. Ask its owner for an invitation.')
    if (!request.principal) throw new ApiError('not_signed_in', 'Sign in, or send `Authorization: Bearer <key>`.')
    if (may === undefined) throw new Error(`${request.routeOptions.url} does not say what it needs`)
    if (may !== 'signed_in') refuseWithout(request.principal, may)
  }
}

/** Errors: ApiError forbidden, which names the permission that is missing. */
export function refuseWithout(principal: Principal, permission: Permission): void {
  if (principal.permissions.has(permission)) return
  const who = principal.kind === 'key' ? 'This key does not have it.' : `Your role (${principal.role}) does not include it.`
  throw new ApiError('forbidden', `This needs the permission ${permission}. ${who}`)
}
