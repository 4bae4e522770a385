import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { principalOf, type Access, type Principal } from './access.ts'
import { addKey, findKeys, findMemberId, findShownKey, revokeKey, type KeyRow } from './keys.queries.ts'
import { keyList, madeKey, newKey, type Key } from './keys.schemas.ts'
import { bootstrapActor, heldBy, makeKey } from './keys.ts'
import { refuseWithout } from './may.ts'
import { findForeignAccounts } from './members.queries.ts'

const tags = ['keys']
const keysAtMost = 100

/** API keys of programs: made, listed, revoked. */
export function keyRoutes(app: Api, deps: Deps, access: Access): void {
  const { system } = deps.databases

  app.get(
    '/api/keys',
    {
      config: { may: 'keys.read' },
      schema: { tags, summary: 'The API keys of the workspace, newest first', querystring: pageQuery, response: { 200: keyList } },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const place = readCursor(cursor, 'time', 'id')
      const who = principalOf(request)
      const rows = await findKeys(system, who.workspaceId, { after: place && { at: place[0], id: place[1] }, limit })
      const now = deps.clock.now()
      return toPage(
        rows,
        limit,
        (row) => [row.createdAt.toISOString(), row.id],
        (row) => show(row, now, who),
      )
    },
  )

  app.post(
    '/api/keys',
    {
      config: { may: 'keys.write', audit: 'key.create' },
      schema: { tags, summary: 'Makes an API key, which is shown in this response alone', body: newKey, response: { 201: madeKey } },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { name, scopes, accountIds, expiresAt } = request.body
      for (const scope of scopes) refuseWithout(who, scope)
      const now = deps.clock.now()
      const expires = expiresAt ? new Date(expiresAt) : null
      if (expires && expires <= now) throw new ApiError('invalid_input', 'expiresAt: must be in the future.')
      const { key, prefix, hash } = makeKey()
      const id = deps.newId()
      const made = await system.transaction().execute(async (trx) => {
        const foreign = await findForeignAccounts(trx, who.workspaceId, accountIds ?? [])
        if (foreign.length) throw new ApiError('invalid_input', `accountIds: there is no account ${foreign[0]} in this workspace.`)
        const row = {
          id,
          workspaceId: who.workspaceId,
          memberId: await makerOf(who, (userId) => findMemberId(trx, who.workspaceId, userId)),
          madeBy: who.actor,
          name,
          prefix,
          hash,
          scopes,
          accountIds: accountIds ?? null,
          createdAt: now,
          expiresAt: expires,
        }
        if (!(await addKey(trx, row, keysAtMost)))
          throw new ApiError('conflict', `A workspace has at most ${keysAtMost} keys. Revoke one that is not used.`)
        const { workspaceId, actor } = who
        await writeAudit(trx, deps, {
          workspaceId,
          actor,
          action: 'create',
          subject: 'key',
          subjectId: id,
          ...auditOf('key', {}, request.body),
        })
        return (await findShownKey(trx, workspaceId, id))!
      })
      return reply.code(201).send({ ...show(made, now, who), key })
    },
  )

  app.delete(
    '/api/keys/:id',
    {
      config: { may: 'keys.write', audit: 'key.revoke' },
      schema: {
        tags,
        summary: 'Revokes an API key: within a second every process refuses it, and its streams end',
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { workspaceId, actor } = principalOf(request)
      const { id } = request.params
      await system.transaction().execute(async (trx) => {
        if (!(await revokeKey(trx, workspaceId, id, deps.clock.now()))) return notFound('key', id)
        await writeAudit(trx, deps, { workspaceId, actor, action: 'revoke', subject: 'key', subjectId: id })
      })
      access.forget()
      return reply.code(204).send(null)
    },
  )
}

/** The membership that limits a new key; null: BOOTSTRAP_API_KEY makes it. Errors: forbidden, for any other key. */
async function makerOf(who: Principal, findMemberOf: (userId: string) => Promise<string | null>): Promise<string | null> {
  if (who.actor === bootstrapActor) return null
  const memberId = who.user && (await findMemberOf(who.user.id))
  if (!memberId) throw new ApiError('forbidden', 'Only a person who is a member of the workspace makes keys.')
  return memberId
}

function show({ makerName, role, madeBy, createdAt, expiresAt, lastUsedAt, ...row }: KeyRow, now: Date, who: Principal): Key {
  const held = heldBy({ madeBy, role, scopes: row.scopes })
  return {
    ...row,
    // A limited caller learns nothing of other accounts, not even that they exist.
    accountIds: who.accountIds === null ? row.accountIds : (row.accountIds?.filter((one) => who.accountIds!.includes(one)) ?? null),
    madeBy: makerName,
    state: held === null ? 'maker_left' : expiresAt && expiresAt <= now ? 'expired' : 'active',
    missingScopes: held ? row.scopes.filter((scope) => !(held as string[]).includes(scope)) : [],
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
