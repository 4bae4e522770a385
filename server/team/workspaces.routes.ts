import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Access, type Principal } from '../auth/access.ts'
import { refuseWithout } from '../auth/may.ts'
import { addMember, addWorkspace } from '../auth/principals.queries.ts'
import { enterWorkspace, findWorkspaces, type WorkspaceRow } from '../auth/users.queries.ts'
import type { Deps } from '../deps.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { ownBase } from '../platform/ownBase.ts'
import { readCursor, toPage } from '../platform/paging.ts'
import { canMailLinks, invite } from './invite.ts'
import { findMembershipIn } from './invitations.queries.ts'
import { madeWorkspace, newWorkspace, workspaceList, workspaceQuery, type ListedWorkspace } from './workspaces.schemas.ts'

const tags = ['workspaces']

/** The workspaces of an instance: made by its admins, and switched between by the people who belong to several. */
export function workspaceRoutes(app: Api, deps: Deps, access: Access): void {
  const { system } = deps.databases

  app.get(
    '/api/workspaces',
    {
      config: { may: 'signed_in' },
      schema: {
        tags,
        summary: 'The workspaces of the caller, by name; for an admin of the instance also all of them',
        querystring: workspaceQuery,
        response: { 200: workspaceList },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { all, limit, cursor } = request.query
      if (all) refuseWithout(who, 'instance.admin')
      const place = readCursor(cursor, 'text', 'id')
      const after = place && { name: place[0], id: place[1] }
      const rows = await findWorkspaces(system, { of: ofWhom(who, all), after, limit })
      return toPage(
        rows,
        limit,
        (row) => [row.name, row.id],
        (row) => show(row, who),
      )
    },
  )

  app.post(
    '/api/workspaces',
    {
      config: { may: 'instance.admin', audit: 'workspace.create' },
      schema: {
        tags,
        summary: 'Makes a workspace, and invites its owner',
        body: newWorkspace,
        response: { 201: madeWorkspace },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { user, actor } = who
      const { name, ownerEmail } = request.body
      if (ownerEmail === undefined && !user)
        throw new ApiError('invalid_input', 'ownerEmail: name the owner, since a key belongs to no person.')
      const at = deps.clock.now()
      const id = deps.newId()
      const toInvite = ownerEmail !== undefined && ownerEmail !== user?.email ? ownerEmail : null
      const invited = await system.transaction().execute(async (trx) => {
        await addWorkspace(trx, { id, name, at })
        if (!toInvite) await addMember(trx, { id: deps.newId(), workspaceId: id, userId: user!.id, role: 'owner', at })
        await writeAudit(trx, deps, {
          workspaceId: id,
          actor,
          action: 'create',
          subject: 'workspace',
          subjectId: id,
          fields: Object.keys(request.body),
        })
        if (!toInvite) return null
        const wanted = { workspaceId: id, workspace: name, email: toInvite, role: 'owner', accountIds: null }
        return invite(trx, deps, wanted, { actor, name: user?.name ?? null })
      })
      access.forget()
      const row = { id, name, role: toInvite ? null : 'owner', members: toInvite ? 0 : 1, accounts: 0, createdAt: at }
      const invitation = invited && {
        id: invited.row.id,
        email: invited.row.email,
        role: invited.row.role,
        accountIds: null,
        createdAt: invited.row.createdAt.toISOString(),
        expiresAt: invited.row.expiresAt.toISOString(),
        isOver: false,
        url: ownBase(app, deps) + invited.path,
        mailed: canMailLinks(deps),
      }
      return reply.code(201).send({ ...show(row, who), invitation })
    },
  )

  app.post(
    '/api/workspaces/:id/switch',
    {
      config: { may: 'signed_in', audit: 'workspace.enter' },
      schema: {
        tags,
        summary: 'Lets this session act in another workspace of the caller',
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { user, login, actor } = principalOf(request)
      const { id } = request.params
      if (!user) throw new ApiError('forbidden', 'A key belongs to one workspace. Make a key in the other one.')
      await system.transaction().execute(async (trx) => {
        if (!(await findMembershipIn(trx, id, user.id))) notFound('workspace', id)
        await enterWorkspace(trx, { userId: user.id, session: login.replace(/^session:/, ''), workspaceId: id })
        await writeAudit(trx, deps, { workspaceId: id, actor, action: 'enter', subject: 'workspace', subjectId: id })
      })
      access.forget()
      return reply.code(204).send(null)
    },
  )
}

/** Whose workspaces are listed: everybody's, a person's, or the one of a key. */
const ofWhom = (who: Principal, all: boolean) =>
  all ? { everybody: who.user?.id ?? null } : who.user ? { userId: who.user.id } : { workspaceId: who.workspaceId }

const show = (row: WorkspaceRow, who: Principal): ListedWorkspace => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  isCurrent: row.id === who.workspaceId,
})
