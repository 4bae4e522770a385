import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf, type Access } from '../auth/access.ts'
import { hostnameOf } from '../auth/ownHost.ts'
import { channelOf, loginNames, loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import type { OfferedAccount } from '../model/login.ts'
import type { TextOf } from '../model/sentence.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { ownBase, ownUrl } from '../platform/ownBase.ts'
import { pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { showAccount } from './accounts.ts'
import { findConnections, type ConnectionRow } from './connections.queries.ts'
import { deleteConnection, disconnectAccount } from './disconnect.ts'
import { finishLogin } from './finishLogin.ts'
import { findLoginSite, isSimulated, settingsMissing } from './loginSite.ts'
import {
  choice,
  chosen,
  connectionList,
  disconnected,
  loginAnswer,
  loginList,
  loginQuestion,
  offerList,
  type Connection,
} from './logins.schemas.ts'
import { connectChosen, readOffers } from './offers.ts'
import { isOwnPage, usualReturn, withResult } from './returnPath.ts'
import { redirectUriOf, startLogin } from './startLogin.ts'

const tags = ['accounts']
const byName = z.object({ provider: z.enum(loginNames) })
const byId = z.object({ id: z.uuid() })

/** Connecting accounts by a login at the platform, and disconnecting them. */
export function loginRoutes(app: Api, deps: Deps, access: Access): void {
  app.get(
    '/api/logins',
    {
      config: { may: 'accounts.read' },
      schema: { tags, summary: 'The logins through which accounts are connected', response: { 200: loginList } },
    },
    async (request) => {
      const simulated = isSimulated(deps.config)
      const withPosts = new Set(
        deps.channelNames.map(deps.channelOf).flatMap(({ posts, connecting }) => (posts ? Object.values(connecting.logins) : [])),
      )
      const shown = loginNames.map(loginOf).map(async (login) => {
        const missing = settingsMissing(login, await findLoginSite(deps, login, simulated))
        return {
          name: login.name,
          title: login.title,
          available: missing === null,
          missing,
          simulated,
          bringsPosts: withPosts.has(login.name),
          scopes: [...login.scopes],
          redirectUri: redirectUriOf(base(request), login.name),
        }
      })
      return { data: await Promise.all(shown) }
    },
  )

  app.get(
    '/api/auth/:provider/connect',
    {
      config: { may: 'accounts.write' },
      schema: {
        tags,
        summary: 'Sends the browser to the platform, to log in',
        params: byName,
        querystring: loginQuestion,
        response: { 302: z.null() },
      },
      errorHandler: (error, request, reply) => {
        const page = pageOfRefused(error, request)
        if (page === null) throw error
        void reply.redirect(page, 302)
      },
    },
    async (request, reply) => {
      refuseForeignStart(request)
      const { return: returnTo, account = null, again } = request.query
      const wish = { provider: request.params.provider, returnTo, account, again }
      return reply.redirect(await startLogin(deps, principalOf(request), wish, base(request)), 302)
    },
  )

  app.get(
    '/api/auth/:provider/callback',
    {
      config: { open: 'the platform sends the browser here; who it is, and whether they began this login, is checked by the handler' },
      schema: {
        tags,
        summary: 'Where the platform sends the browser back to',
        params: byName,
        querystring: loginAnswer,
        response: { 302: z.null() },
      },
    },
    async (request, reply) => {
      // The code in this address must reach no other site.
      reply.header('referrer-policy', 'no-referrer')
      return reply.redirect(
        await finishLogin(deps, await access.resolve(request), request.params.provider, request.query, ownUrl(app)),
        302,
      )
    },
  )

  app.get(
    '/api/connections',
    {
      config: { may: 'accounts.read' },
      schema: {
        tags,
        summary: 'The logins that accounts were connected through, newest first',
        querystring: pageQuery,
        response: { 200: connectionList },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const before = readCursor(cursor, 'id')?.[0] ?? null
      const rows = await inWorkspace(deps.databases.web, principalOf(request), (trx) => findConnections(trx, { limit, before }))
      return toPage(rows, limit, (row) => [row.id], showConnection(deps.textsFor(request)))
    },
  )

  app.delete(
    '/api/connections/:id',
    {
      config: { may: 'accounts.write', audit: 'connection.remove' },
      schema: {
        tags,
        summary: 'Deletes a login that no account is connected through, and its permission at the platform',
        params: byId,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteConnection(deps, principalOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/connections/:id/offers',
    {
      config: { may: 'accounts.write' },
      schema: { tags, summary: 'The accounts that a login gives access to', params: byId, response: { 200: offerList } },
    },
    async (request) => {
      const { connection, offers } = await readOffers(deps, principalOf(request), request.params.id)
      const textOf = deps.textsFor(request)
      return {
        connection: showConnection(textOf)(connection),
        data: offers.map(({ channel, externalId, name, username, phone, pictureUrl, accountId, grantedScopes, whyNot }) => ({
          channel,
          externalId,
          name,
          username,
          phone,
          pictureUrl,
          accountId,
          notGranted: notGranted(connection, channel, grantedScopes),
          whyNot: whyNot && textOf(whyNot),
        })),
      }
    },
  )

  app.post(
    '/api/connections/:id/accounts',
    {
      config: { may: 'accounts.write', audit: 'account.connect' },
      schema: { tags, summary: 'Connects accounts that a login gives access to', params: byId, body: choice, response: { 200: chosen } },
    },
    async (request) => {
      const textOf = deps.textsFor(request)
      const results = await connectChosen(deps, principalOf(request), request.params.id, request.body.accounts, ownUrl(app))
      return {
        data: results.map(({ channel, externalId, account, error }) => ({
          channel,
          externalId,
          account: account && showAccount(textOf)(account),
          error: error && { code: error.code, message: textOf(error.message) },
        })),
      }
    },
  )

  app.post(
    '/api/accounts/:id/disconnect',
    {
      config: { may: 'accounts.write', audit: 'account.disconnect' },
      schema: {
        tags,
        summary: 'Disconnects an account: its token is deleted, nothing is read or sent any more; its history stays',
        params: byId,
        response: { 200: disconnected },
      },
    },
    async (request) => {
      const textOf = deps.textsFor(request)
      const { account, left } = await disconnectAccount(deps, principalOf(request), request.params.id)
      return { ...showAccount(textOf)(account), left: left && textOf(left) }
    },
  )

  /**
   * What redirect addresses are made of: a setting or this machine, never a header. Of the two names of this machine it is the one that the
   * browser uses, whose cookies the other would not get.
   */
  const base = ({ headers }: FastifyRequest): string => {
    const own = ownBase(app, deps)
    return deps.config.publicUrl === null && hostnameOf(headers.host) === 'localhost' ? own.replace('127.0.0.1', 'localhost') : own
  }
}

/**
 * The page on which a browser is told that its person may connect nothing; null: answered as to a program. Where the browser cannot be
 * trusted (a page of somebody else sent it), there is no page either.
 */
function pageOfRefused(error: unknown, { principal, headers, query, params }: FastifyRequest): string | null {
  const isRefused = error instanceof ApiError && error.code === 'forbidden' && principal !== undefined && principal !== null
  const isPerson = headers.authorization === undefined && (headers.accept ?? '').includes('text/html')
  if (!isRefused || !isPerson || (principal.permissions.has('accounts.write') && !principal.accountIds)) return null
  const { return: asked } = query as { return?: unknown }
  const { provider } = params as { provider: string }
  return withResult(typeof asked === 'string' && isOwnPage(asked) ? asked : usualReturn, { error: 'forbidden', login: provider })
}

/**
 * A page of somebody else can send a browser here, and the platform confirms what was granted before without asking: the login would be
 * renewed, or an account connected again, without anybody's wish. Browsers tell where a request began.
 */
function refuseForeignStart({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return
  throw new ApiError('forbidden', 'Begin the login on a page of this instance; this request came from another site.')
}

/** What was granted with the login and not for this account, of what an account of its channel needs. */
function notGranted({ granted_scopes }: ConnectionRow, channel: OfferedAccount['channel'], granted: string[] | undefined): string[] {
  if (!granted) return []
  const needed = new Set(channelOf(channel).connecting.abilities.flatMap(({ needs }) => needs.facebook))
  return granted_scopes.filter((scope) => needed.has(scope) && !granted.includes(scope))
}

const showConnection =
  (textOf: TextOf) =>
  (row: ConnectionRow): Connection => ({
    id: row.id,
    provider: row.provider,
    name: row.name,
    pictureUrl: row.picture_url,
    status: row.status,
    grantedScopes: row.granted_scopes,
    missingScopes: loginNames.includes(row.provider)
      ? loginOf(row.provider).scopes.filter((scope) => !row.granted_scopes.includes(scope))
      : [],
    tokenExpiresAt: row.token_expires_at?.toISOString() ?? null,
    statusReason: row.status_reason && textOf(row.status_reason),
    dataAccessExpiresAt: row.data_access_expires_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  })
