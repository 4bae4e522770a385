import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { pageByTime, pageQuery } from '../platform/paging.ts'
import { principalOf, type Access, type Principal } from './access.ts'
import { refuseWithout } from './may.ts'
import { refuseForeignAccounts, refuseLastOwner, refuseWrongRole, seenAccounts, seesEverything } from './memberRights.ts'
import { changeMember, findMember, findMembers, lockMembers, removeMember, type MemberRow } from './members.queries.ts'
import { member, memberChange, memberList, type Member, type MemberChange } from './members.schemas.ts'

const tags = ['members']

/** The members of a workspace, their roles and accounts. */
export function memberRoutes(app: Api, deps: Deps, access: Access): void {
  const { system } = deps.databases

  app.get(
    '/api/members',
    {
      config: { may: 'members.read' },
      schema: {
        tags,
        summary: 'The people of the workspace, oldest first',
        querystring: pageQuery,
        response: { 200: memberList },
      },
    },
    async (request) => {
      const who = principalOf(request)
      return pageByTime(
        request.query,
        (page) => findMembers(system, who.workspaceId, page),
        (row) => show(row, who),
      )
    },
  )

  app.patch(
    '/api/members/:id',
    {
      config: { may: 'members.write', audit: 'member.change' },
      schema: {
        tags,
        summary: 'Changes a member’s role, or the accounts they are limited to',
        params: z.object({ id: z.uuid() }),
        body: memberChange,
        response: { 200: member },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = request.params
      const changed = await system.transaction().execute(async (trx) => {
        const owners = await lockMembers(trx, who.workspaceId)
        const current = (await findMember(trx, who.workspaceId, id)) ?? notFound('member', id)
        const wanted = wantedOf(who, current, request.body, owners)
        await refuseForeignAccounts(trx, who.workspaceId, wanted.accountIds)
        await changeMember(trx, id, wanted)
        await writeAudit(trx, deps, {
          workspaceId: who.workspaceId,
          actor: who.actor,
          action: 'change',
          subject: 'member',
          subjectId: id,
          ...auditOf('member', current, wanted),
        })
        return (await findMember(trx, who.workspaceId, id))!
      })
      access.forget()
      return show(changed, who)
    },
  )

  app.delete(
    '/api/members/:id',
    {
      config: { may: 'signed_in', audit: 'member.remove' },
      schema: {
        tags,
        summary: 'Removes a member from the workspace, or leaves it: their login stays, for their other workspaces',
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { workspaceId, actor } = who
      const { id } = request.params
      await system.transaction().execute(async (trx) => {
        const owners = await lockMembers(trx, workspaceId)
        const current = await findMember(trx, workspaceId, id)
        // Everybody may leave; to remove somebody else needs the permission, also to learn whether they are there.
        if (current?.userId !== who.user?.id || !who.user) refuseWithout(who, 'members.write')
        const leaving = current ?? notFound('member', id)
        refuseForeignOwner(who, leaving)
        refuseLastOwner(leaving, owners)
        await removeMember(trx, id)
        await writeAudit(trx, deps, { workspaceId, actor, action: 'remove', subject: 'member', subjectId: id })
      })
      access.forget()
      return reply.code(204).send(null)
    },
  )
}

/**
 * The effective change: an owner or admin is no longer limited. Errors: forbidden (an owner changed by a caller who is none), conflict (the
 * last owner), invalid_input (owners and admins cannot be limited).
 */
function wantedOf(who: Principal, current: MemberRow, given: MemberChange, owners: number): MemberChange {
  const role = given.role ?? current.role
  refuseForeignOwner(who, current)
  refuseWrongRole(who, { role, accountIds: given.accountIds })
  if (role !== 'owner') refuseLastOwner(current, owners)
  return {
    ...(given.role === undefined ? {} : { role: given.role }),
    ...(seesEverything(role) && current.accountIds
      ? { accountIds: null }
      : given.accountIds === undefined
        ? {}
        : { accountIds: given.accountIds }),
  }
}

/** Errors: ApiError forbidden when an owner is changed or removed by somebody who is none. */
function refuseForeignOwner(who: Principal, { role }: MemberRow): void {
  if (role === 'owner' && who.role !== 'owner') throw new ApiError('forbidden', 'Only an owner can make somebody an owner, or change one.')
}

const show = ({ createdAt, accountIds, ...row }: MemberRow, who: Principal): Member => ({
  ...row,
  accountIds: seenAccounts(who, accountIds),
  createdAt: createdAt.toISOString(),
})
