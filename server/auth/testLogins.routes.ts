import { randomBytes } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Deps } from '../deps.ts'
import { principalOf, type Access } from './access.ts'
import { removeAudited } from './removeAudited.ts'
import { addTestLogin, removeTestLogin } from './testLogins.queries.ts'

const tags = ['members']
const newLogin = z.object({ id: z.string(), email: z.string(), password: z.string().describe('shown only here'), createdAt: z.string() })

/** Logins for reviewers of the app: a viewer, made with one request, and removed as easily. */
export function testLoginRoutes(app: Api, deps: Deps, access: Access): void {
  const { system } = deps.databases

  app.post(
    '/api/test-logins',
    {
      config: { may: 'members.write', audit: 'member.add_test_login' },
      schema: {
        tags,
        summary: 'Makes a login for a reviewer of the app: a viewer, whose password is shown once',
        response: { 201: newLogin },
      },
    },
    async (request, reply) => {
      const { workspaceId, actor } = principalOf(request)
      const [id, userId, passwordId] = [deps.newId(), deps.newId(), deps.newId()]
      const password = randomBytes(15).toString('base64url')
      const hash = await hashPassword(password)
      const at = deps.clock.now()
      const word = `reviewer-${randomBytes(4).toString('hex')}`
      const email = await system.transaction().execute(async (trx) => {
        const made = await addTestLogin(trx, { id, userId, passwordId, workspaceId, word, hash, at })
        await writeAudit(trx, deps, { workspaceId, actor, action: 'add_test_login', subject: 'member', subjectId: id })
        return made
      })
      return reply.code(201).send({ id, email, password, createdAt: at.toISOString() })
    },
  )

  app.delete(
    '/api/test-logins/:id',
    {
      config: { may: 'members.write', audit: 'member.remove_test_login' },
      schema: {
        tags,
        summary: 'Removes such a login, and ends its sessions',
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const what = { noun: 'test login', subject: 'member', action: 'remove_test_login', id: request.params.id }
      await removeAudited(deps, principalOf(request), what, (trx, of) => removeTestLogin(trx, of.workspaceId, of.id))
      access.forget()
      return reply.code(204).send(null)
    },
  )
}
