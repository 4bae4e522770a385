import { sendsOf } from './sendsOf.ts'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Deps } from '../deps.ts'
import { messageKinds } from '../model/message.ts'
import { inWorkspace, type Scope } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { ownUrl } from '../platform/ownBase.ts'
import { pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { connectAccount, deleteAccount, resumeAccount, showAccount, updateAccount } from './accounts.ts'
import { findAccount, findAccounts } from './accounts.queries.ts'
import { account, accountChange, accountInput, accountList, channelList, media } from './accounts.schemas.ts'
import { connectSimulated, reviveSimulated } from './connectSimulated.ts'
import { pushEntryPoints, readEntryPoints } from './entryPoints.ts'
import { entryPoints, entryPointsInput } from './entryPoints.schemas.ts'
import { changeProfile, readProfile } from './profile.ts'
import { businessProfile, profileChange } from './profile.schemas.ts'
import { findMedia } from './findMedia.ts'

const params = z.object({ id: z.uuid() })
const tags = ['accounts']

export function accountRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/channels',
    {
      config: { may: 'signed_in' },
      schema: { tags, summary: 'The installed channels, and what each has', response: { 200: channelList } },
    },
    async () => ({
      data: deps.channelNames.map((name) => {
        const channel = deps.channelOf(name)
        const { title, triggers, posts, leads, links, connecting } = channel
        return {
          name,
          title,
          triggers: [...triggers],
          hasPosts: posts !== undefined,
          leadAds: leads !== undefined,
          hasNumbers: connecting.register !== undefined,
          sends: sendsOf(channel),
          hasChatLink: links !== undefined,
        }
      }),
    }),
  )

  app.get(
    '/api/accounts',
    {
      config: { may: 'accounts.read' },
      schema: { tags, summary: 'Connected accounts', querystring: pageQuery, response: { 200: accountList } },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const before = readCursor(cursor, 'id')?.[0] ?? null
      const rows = await inWorkspace(deps.databases.web, principalOf(request), (trx) => findAccounts(trx, { limit, before }))
      return toPage(rows, limit, (row) => [row.id], showAccount(deps.textsFor(request)))
    },
  )

  app.post(
    '/api/accounts',
    {
      config: { may: 'accounts.write', audit: 'account.connect' },
      schema: { tags, summary: 'Connects an account; its token is checked with one read', body: accountInput, response: { 201: account } },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(showAccount(deps.textsFor(request))(await connectAccount(deps, principalOf(request), request.body, ownUrl(app)))),
  )

  app.post(
    '/api/accounts/simulated',
    {
      config: { may: 'accounts.write', audit: 'account.connect' },
      schema: {
        tags,
        summary: 'Connects the simulator’s first account; with `accountId`, gives a connected simulated account a new token',
        body: z.object({ accountId: z.uuid().optional() }).nullish(),
        response: { 201: account },
      },
    },
    async (request, reply) => {
      const url = ownUrl(app) ?? deps.config.publicUrl ?? ''
      const who = principalOf(request)
      const id = request.body?.accountId
      return reply
        .code(201)
        .send(showAccount(deps.textsFor(request))(await (id ? reviveSimulated(deps, who, id, url) : connectSimulated(deps, who, url))))
    },
  )

  app.get(
    '/api/accounts/:id',
    { config: { may: 'accounts.read' }, schema: { tags, summary: 'One account', params, response: { 200: account } } },
    async (request) => showAccount(deps.textsFor(request))(await ofWorkspace(request.params.id, principalOf(request))),
  )

  app.patch(
    '/api/accounts/:id',
    {
      config: { may: 'accounts.write', audit: 'account.change' },
      schema: {
        tags,
        summary: 'Renames, switches on or off, or reconnects an account',
        params,
        body: accountChange,
        response: { 200: account },
      },
    },
    async (request) =>
      showAccount(deps.textsFor(request))(await updateAccount(deps, principalOf(request), request.params.id, request.body)),
  )

  app.post(
    '/api/accounts/:id/resume',
    {
      config: { may: 'accounts.write', audit: 'account.resume_kinds' },
      schema: {
        tags,
        summary: 'Resumes stopped kinds of messages: one, or all',
        params,
        body: z.strictObject({ kind: z.enum(messageKinds).optional() }),
        response: { 200: account },
      },
    },
    async (request) =>
      showAccount(deps.textsFor(request))(await resumeAccount(deps, principalOf(request), request.params.id, request.body.kind ?? null)),
  )

  app.delete(
    '/api/accounts/:id',
    {
      config: { may: 'accounts.write', audit: 'account.remove' },
      schema: {
        tags,
        summary: 'Deletes an account with its automations, conversations, activity and token; leads stay',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await deleteAccount(deps, principalOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/accounts/:id/media',
    {
      config: { may: 'accounts.read' },
      schema: {
        tags,
        summary: 'The account’s newest posts, to choose from',
        params,
        response: { 200: media },
      },
    },
    async (request) => {
      const row = await ofWorkspace(request.params.id, principalOf(request))
      if (row.status === 'reconnect_needed' || row.status === 'disconnected')
        throw new ApiError('conflict', 'Reconnect the account first; its posts cannot be read.')
      return { data: await findMedia(deps, row.id) }
    },
  )

  app.get(
    '/api/accounts/:id/entry-points',
    {
      config: { may: 'accounts.read' },
      schema: {
        tags,
        summary: 'What people see before they write, as the platform has it: questions to tap, a menu, a greeting',
        params,
        response: { 200: entryPoints },
      },
    },
    async (request) => readEntryPoints(deps, (await reachable(request.params.id, principalOf(request))).id),
  )

  app.put(
    '/api/accounts/:id/entry-points',
    {
      config: { may: 'accounts.write', audit: 'account.entry_points' },
      schema: {
        tags,
        summary: 'Sets at the platform what people see before they write; an empty part is removed',
        params,
        body: entryPointsInput,
        response: { 200: entryPoints },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = await reachable(request.params.id, who)
      const stored = await pushEntryPoints(deps, id, request.body)
      const { workspaceId, actor } = who
      await inWorkspace(deps.databases.web, who, (trx) =>
        writeAudit(trx, deps, { workspaceId, actor, action: 'entry_points', subject: 'account', subjectId: id }),
      )
      return stored
    },
  )

  app.get(
    '/api/accounts/:id/profile',
    {
      config: { may: 'accounts.read' },
      schema: { tags, summary: 'What people read about the business, as the platform has it', params, response: { 200: businessProfile } },
    },
    async (request) => readProfile(deps, (await reachable(request.params.id, principalOf(request))).id),
  )

  app.patch(
    '/api/accounts/:id/profile',
    {
      config: { may: 'accounts.write', audit: 'account.profile' },
      schema: {
        tags,
        summary: 'Changes at the platform what people read about the business; fields left out stay',
        params,
        body: profileChange,
        response: { 200: businessProfile },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = await reachable(request.params.id, who)
      const stored = await changeProfile(deps, id, request.body)
      const { workspaceId, actor } = who
      const fields = Object.keys(request.body)
      await inWorkspace(deps.databases.web, who, (trx) =>
        writeAudit(trx, deps, { workspaceId, actor, action: 'profile', subject: 'account', subjectId: id, fields }),
      )
      return stored
    },
  )

  /** An account whose platform can be asked. */
  const reachable = async (id: string, who: Scope) => {
    const row = await ofWorkspace(id, who)
    if (row.status === 'reconnect_needed' || row.status === 'disconnected')
      throw new ApiError('conflict', 'Reconnect the account first; the platform does not answer for it.')
    return row
  }

  const ofWorkspace = async (id: string, who: Scope) =>
    (await inWorkspace(deps.databases.web, who, (trx) => findAccount(trx, id))) ?? notFound('account', id)
}
