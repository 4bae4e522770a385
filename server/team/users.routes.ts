import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Access } from '../auth/access.ts'
import { addResetOf, type Receiver } from '../auth/passwordResets.queries.ts'
import { recordPerson } from '../auth/securityEvents.ts'
import {
  findOnlyOwned,
  findUser,
  findUsers,
  lockInstanceAdmins,
  removeSecondFactor,
  removeUser,
  setInstanceAdmin,
  type UserRow,
} from '../auth/users.queries.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import { containing } from '../platform/boundedPage.ts'
import { ApiError } from '../platform/errors.ts'
import { ownBase } from '../platform/ownBase.ts'
import { pageByTime } from '../platform/paging.ts'
import { addMails } from '../mail/addMails.queries.ts'
import type { Trx } from '../platform/db.ts'
import { makeReset } from './makeReset.ts'
import { sentence } from './sentences.ts'
import { byId, resetLink, user, userChange, userList, userQuery, type User } from './users.schemas.ts'

const tags = ['admin']

/** The people of the instance, for its admins. */
export function userRoutes(app: Api, deps: Deps, access: Access): void {
  const { system } = deps.databases
  const config = { may: 'instance.admin' } as const

  app.get(
    '/api/admin/users',
    { config, schema: { tags, summary: 'The people of the instance, oldest first', querystring: userQuery, response: { 200: userList } } },
    async (request) => {
      const { q, ...page } = request.query
      return pageByTime(page, (one) => findUsers(system, { like: q ? containing(q) : null, ...one }), show)
    },
  )

  app.patch(
    '/api/admin/users/:id',
    {
      config: { ...config, audit: 'user.change_instance_admin' },
      schema: {
        tags,
        summary: 'Makes a person an admin of the instance, or ends that; the last one stays',
        params: byId,
        body: userChange,
        response: { 200: user },
      },
    },
    async (request) => {
      const { actor, workspaceId } = principalOf(request)
      const { id } = request.params
      const changed = await system.transaction().execute(async (trx) => {
        const admins = await lockInstanceAdmins(trx)
        const before = (await findUser(trx, id)) ?? unknown(id)
        if (!request.body.instanceAdmin) refuseLast(admins, id)
        await setInstanceAdmin(trx, id, request.body.instanceAdmin)
        await writeAudit(trx, deps, {
          workspaceId,
          actor,
          action: 'change_instance_admin',
          subject: 'user',
          subjectId: id,
          ...auditOf('user', { instanceAdmin: before.instanceAdmin }, request.body),
        })
        return (await findUser(trx, id))!
      })
      access.forget()
      return show(changed)
    },
  )

  app.post(
    '/api/admin/users/:id/password-link',
    {
      config: { ...config, audit: 'user.make_password_link' },
      schema: {
        tags,
        summary: 'A link with which a person sets a new password; they are told by email',
        params: byId,
        response: { 201: resetLink },
      },
    },
    async (request, reply) => {
      const { actor, user: by } = principalOf(request)
      const userId = request.params.id
      const path = await system.transaction().execute(async (trx) => {
        const made = await makeReset(deps)
        if (!(await findUser(trx, userId))) unknown(userId)
        const person = await addResetOf(trx, userId, made.link)
        if (!person) throw new ApiError('conflict', 'This person belongs to no workspace. Invite them to one first.')
        await recordPerson(trx, deps, { action: 'make_password_link', userId, actor })
        if (deps.mail) await tellOfLink(trx, person, made.id, by?.name ?? null)
        return made.path
      })
      return reply.code(201).send({ url: ownBase(app, deps) + path })
    },
  )

  /** Whoever has the link can act as the person, so they hear of it. The link itself is not in the mail. */
  async function tellOfLink(trx: Trx, { email, workspaceId }: Receiver, id: string, name: string | null): Promise<void> {
    await addMails(trx, { newId: deps.newId, now: deps.clock.now() }, [
      {
        workspaceId,
        to: email,
        uniqueKey: `password_link/${id}`,
        content: {
          subject: sentence('team.link_made_subject'),
          paragraphs: [sentence('team.link_made_text', { who: name ?? sentence('team.somebody') }), sentence('team.link_made_not_asked')],
          why: sentence('team.reset_why'),
        },
      },
    ])
  }

  app.delete(
    '/api/admin/users/:id/second-factor',
    {
      config: { ...config, audit: 'user.end_second_factor' },
      schema: {
        tags,
        summary: 'Ends the second factor of somebody who lost it, and their sessions',
        params: byId,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { actor } = principalOf(request)
      const userId = request.params.id
      await system.transaction().execute(async (trx) => {
        if (!(await removeSecondFactor(trx, userId))) throw new ApiError('not_found', `There is no person ${userId} with a second factor.`)
        await recordPerson(trx, deps, { action: 'end_second_factor', userId, actor })
      })
      access.forget()
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/api/admin/users/:id',
    {
      config: { ...config, audit: 'user.remove' },
      schema: {
        tags,
        summary: 'Removes a person with their sessions and memberships; what they made in workspaces stays',
        params: byId,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { actor } = principalOf(request)
      const userId = request.params.id
      await system.transaction().execute(async (trx) => {
        const admins = await lockInstanceAdmins(trx)
        if (!(await findUser(trx, userId))) unknown(userId)
        refuseLast(admins, userId)
        const [owned] = await findOnlyOwned(trx, userId)
        if (owned) throw new ApiError('conflict', `This person is the only owner of ${owned.name}. Make somebody else an owner first.`)
        // Before the memberships go: the rows stand in the workspaces that they leave.
        await recordPerson(trx, deps, { action: 'remove', userId, actor })
        await removeUser(trx, userId)
      })
      access.forget()
      return reply.code(204).send(null)
    },
  )
}

const unknown = (id: string): never => {
  throw new ApiError('not_found', `There is no person ${id} in this instance.`)
}

function refuseLast(admins: readonly string[], id: string): void {
  if (admins.length === 1 && admins[0] === id)
    throw new ApiError('conflict', 'This is the last admin of the instance. Make somebody else one first.')
}

const show = ({ createdAt, lastUsedAt, ...row }: UserRow): User => ({
  ...row,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
})
