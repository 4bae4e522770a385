import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import { erasePeople, hasContact, hasOptedOut } from '../contacts/erasedPeople.queries.ts'
import type { Deps } from '../deps.ts'
import { exportContact } from '../platform/belongings/exportContact.queries.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import type { EraseArrivals } from './dataDeletion.job.ts'
import { sentence } from './sentences.ts'

const tags = ['contacts']
const params = z.object({ id: z.uuid() })
const kept = z
  .array(z.object({ what: z.literal('opt_out_mark'), text: z.string() }))
  .describe('what an erase leaves: a mark that they opted out, so that nobody writes to them when they come back')
const erased = z.object({ kept })
const exported = z.object({
  keptWhenErased: kept,
  contactId: z.string(),
  at: z.string(),
  tables: z.array(
    z.object({
      table: z.string(),
      isWhole: z.boolean().describe('false: there are more rows, the newest are here'),
      rows: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
})

/** What people may ask of the owner: everything that is stored about them, and that it is erased (requirement H9). */
export function personRoutes(app: Api, deps: Deps & { eraseArrivals: EraseArrivals }): void {
  const { system, web } = deps.databases
  const keptMark = (request: FastifyRequest) => [
    { what: 'opt_out_mark' as const, text: deps.textsFor(request)(sentence('privacy.kept_mark')) },
  ]

  app.get(
    '/api/contacts/:id/export',
    {
      config: { may: 'contacts.read' },
      schema: { tags, summary: 'Everything that is stored about a person', params, response: { 200: exported } },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { id } = request.params
      const { tables, isOut } = await inWorkspace(web, who, async (trx) => {
        if (!(await hasContact(trx, id))) notFound('contact', id)
        return { tables: await exportContact(trx, id), isOut: await hasOptedOut(trx, id) }
      })
      void reply.header('content-disposition', `attachment; filename="person-${id}.json"`)
      return { keptWhenErased: isOut ? keptMark(request) : [], contactId: id, at: deps.clock.now().toISOString(), tables }
    },
  )

  app.post(
    '/api/contacts/:id/erase',
    {
      config: { may: 'contacts.erase', audit: 'contact.erase' },
      schema: {
        tags,
        summary: 'Erases a person, with everything that is stored about them. This cannot be undone',
        params,
        response: { 200: erased.describe('Erased; a mark is kept'), 204: z.null().describe('Erased; nothing is kept') },
      },
    },
    async (request, reply) => {
      const isMarked = await erase(principalOf(request), request.params.id)
      return isMarked ? { kept: keptMark(request) } : reply.code(204).send(null)
    },
  )

  app.delete(
    '/api/contacts/:id',
    {
      config: { may: 'contacts.erase', audit: 'contact.erase' },
      schema: { tags, summary: 'Deletes a person: the same as erasing them', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await erase(principalOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  /** Out: whether a mark is kept that they had opted out. */
  async function erase(who: Principal, id: string): Promise<boolean> {
    const { workspaceId, actor } = who
    if (who.accountIds !== null)
      throw new ApiError('forbidden', 'A person is erased on all accounts. Your key is limited to some: use one that is not.')
    if (!(await inWorkspace(web, who, (trx) => hasContact(trx, id)))) notFound('contact', id)
    const isMarked = await system.transaction().execute(async (trx) => {
      await lockIngest(trx)
      await deps.eraseArrivals(trx, [id])
      const marked = await erasePeople(trx, { system, vault: deps.vault }, [id], deps.clock.now())
      await writeAudit(trx, deps, { workspaceId, actor, action: 'erase', subject: 'contact', subjectId: id })
      return marked
    })
    for (const topic of ['contacts', 'leads', 'messages', 'events'] as const) deps.wake.tell(topic, workspaceId)
    return isMarked
  }
}
