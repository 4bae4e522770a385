import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import { ApiError } from '../platform/errors.ts'
import { pageByTime, pageQuery } from '../platform/paging.ts'
import { principalOf, type Access, type Principal } from './access.ts'
import { addKey, findKeys, findMemberId, findShownKey, revokeKey, type KeyRow } from './keys.queries.ts'
import { keyList, madeKey, newKey, type Key } from './keys.schemas.ts'
import { bootstrapActor, bootstrapPrint, heldBy, makeKey } from './keys.ts'
import { refuseWithout } from './may.ts'
import { removeAudited } from './removeAudited.ts'
import { refuseForeignAccounts, seenAccounts } from './memberRights.ts'

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
      const who = principalOf(request)
      const print = await bootstrapPrint(deps)
      return pageByTime(
        request.query,
        (page) => findKeys(system, who.workspaceId, page),
        (row) => show(row, deps.clock.now(), who, print),
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
      const print = who.actor === bootstrapActor ? await bootstrapPrint(deps) : null
      const made = await system.transaction().execute(async (trx) => {
        await refuseForeignAccounts(trx, who.workspaceId, accountIds)
        const row = {
          id,
          workspaceId: who.workspaceId,
          memberId: await makerOf(who, (userId) => findMemberId(trx, who.workspaceId, userId)),
          madeBy: who.actor,
          madeWith: print,
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
      return reply.code(201).send({ ...show(made, now, who, print), key })
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
      await removeAudited(deps, principalOf(request), { noun: 'key', subject: 'key', action: 'revoke', id: request.params.id }, (trx, of) =>
        revokeKey(trx, of.workspaceId, of.id, deps.clock.now()),
      )
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

function show(
  { makerName, role, madeBy, madeWith, createdAt, expiresAt, lastUsedAt, ...row }: KeyRow,
  now: Date,
  who: Principal,
  print: Buffer | null,
): Key {
  const held = heldBy({ madeBy, madeWith, role, scopes: row.scopes }, print)
  const byBootstrap = madeBy === bootstrapActor
  return {
    ...row,
    accountIds: seenAccounts(who, row.accountIds),
    madeBy: makerName,
    byBootstrap,
    state: held === null ? (byBootstrap ? 'bootstrap_ended' : 'maker_left') : expiresAt && expiresAt <= now ? 'expired' : 'active',
    missingScopes: held ? row.scopes.filter((scope) => !(held as string[]).includes(scope)) : [],
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
