import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import { refuseForeignAccounts, refuseWrongRole } from '../auth/memberRights.ts'
import { countAttempt } from '../auth/signInAttempts.queries.ts'
import { findWorkspace } from '../auth/principals.queries.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { ownBase } from '../platform/ownBase.ts'
import { pageByTime, pageQuery } from '../platform/paging.ts'
import { canMailLinks, invite, shownLink } from './invite.ts'
import {
  countInvitations,
  findInvitations,
  findRoleInvited,
  isMember,
  removeInvitation,
  type InvitationRow,
} from './invitations.queries.ts'
import { invitationList, newInvitation, sentInvitation, type Invitation } from './invitations.schemas.ts'

const tags = ['members']

/** Invitations to the caller's workspace. */
export function invitationRoutes(app: Api, deps: Deps): void {
  const { system } = deps.databases

  app.get(
    '/api/invitations',
    {
      config: { may: 'members.write' },
      schema: {
        tags,
        summary: 'Invitations that nobody accepted yet, newest first',
        querystring: pageQuery,
        response: { 200: invitationList },
      },
    },
    async (request) => {
      const { workspaceId } = principalOf(request)
      return pageByTime(
        request.query,
        (page) => findInvitations(system, workspaceId, page),
        (row) => show(row, deps.clock.now()),
      )
    },
  )

  app.post(
    '/api/invitations',
    {
      config: { may: 'members.write', audit: 'invitation.create' },
      schema: {
        tags,
        summary: 'Invites a person by email; a second invitation to the same address replaces the first',
        body: newInvitation,
        response: { 201: sentInvitation },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { workspaceId, actor } = who
      const { email, role, accountIds = null } = request.body
      const seconds = await countAttempt(system, 'invitation', workspaceId, deps.clock.now())
      if (seconds !== null) {
        void reply.header('retry-after', seconds)
        throw new ApiError('too_many_attempts', `Too many invitations in an hour. Try again in ${Math.ceil(seconds / 60)} minutes.`)
      }
      refuseWrongRole(who, { role, accountIds })
      const { row, path } = await system.transaction().execute(async (trx) => {
        await refuseForeignAccounts(trx, workspaceId, accountIds)
        refuseForeignOwner(who, await findRoleInvited(trx, workspaceId, { email }))
        if ((await countInvitations(trx, workspaceId)) >= openAtMost)
          throw new ApiError('conflict', `At most ${openAtMost} invitations are open at once. Withdraw some that nobody accepted.`)
        if (await isMember(trx, workspaceId, email)) throw new ApiError('conflict', 'Somebody with this email is a member already.')
        const { name: workspace } = (await findWorkspace(trx, workspaceId))!
        const made = await invite(trx, deps, { workspaceId, workspace, email, role, accountIds }, { actor, name: who.user?.name ?? null })
        await writeAudit(trx, deps, {
          workspaceId,
          actor,
          action: 'create',
          subject: 'invitation',
          subjectId: made.row.id,
          ...auditOf('invitation', {}, { role, ...(accountIds ? { accountIds } : {}) }),
        })
        return made
      })
      const url = shownLink(deps, who, ownBase(app, deps) + path)
      return reply.code(201).send({ ...show(row, deps.clock.now()), url, mailed: canMailLinks(deps) })
    },
  )

  app.delete(
    '/api/invitations/:id',
    {
      config: { may: 'members.write', audit: 'invitation.remove' },
      schema: { tags, summary: 'Withdraws an invitation', params: z.object({ id: z.uuid() }), response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { workspaceId, actor } = principalOf(request)
      const { id } = request.params
      await system.transaction().execute(async (trx) => {
        refuseForeignOwner(principalOf(request), await findRoleInvited(trx, workspaceId, { id }))
        if (!(await removeInvitation(trx, workspaceId, id))) notFound('invitation', id)
        await writeAudit(trx, deps, { workspaceId, actor, action: 'remove', subject: 'invitation', subjectId: id })
      })
      return reply.code(204).send(null)
    },
  )
}

/** The most invitations that a workspace has open: each sends an email to an address that somebody typed. */
const openAtMost = 100

/** Errors: ApiError forbidden when an owner's invitation is replaced or withdrawn by somebody who is none. */
function refuseForeignOwner(who: Principal, role: string | null): void {
  if (role === 'owner' && who.role !== 'owner') throw new ApiError('forbidden', 'Only an owner can change the invitation of an owner.')
}

const show = ({ id, email, role, accountIds, createdAt, expiresAt }: InvitationRow, now: Date): Invitation => ({
  id,
  email,
  role,
  accountIds,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  isOver: expiresAt <= now,
})
