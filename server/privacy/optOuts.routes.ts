import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit, writeAudits } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import { hasContact } from '../contacts/erasedPeople.queries.ts'
import {
  changeOptOut,
  findOptOuts,
  type OptOutFilter,
  type OptOutPlace,
  type OptOutRow,
  type OptOutTarget,
} from '../contacts/optOuts.queries.ts'
import { optedOutEvent } from '../contacts/optedOutEvent.ts'
import type { Deps } from '../deps.ts'
import { planDeliveries } from '../endpoints/planDeliveries.queries.ts'
import { beforeErase, type OptOutSource } from '../model/optOut.ts'
import { byteOrderMark, csvRow } from '../platform/csv.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { readCursor, writeCursor } from '../platform/paging.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { changedOptOuts, newOptOut, optOutFilter, optOutList, optOutQuery, undoneOptOut, type OptOut } from './optOuts.schemas.ts'

const tags = ['privacy']
const params = z.object({ id: z.uuid() })
const rowsPerRead = 1_000
const columns = ['at', 'account', 'channel', 'username', 'name', 'how', 'source', 'reason', 'contact_id']

/** Who opted out: as a list and as a file; added and undone by hand, with a reason (requirement B11). */
export function optOutRoutes(app: Api, deps: Deps): void {
  const { web, system } = deps.databases

  app.get(
    '/api/opt-outs',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags,
        summary: 'Who opted out of messages, the latest first: when, how, and why',
        querystring: optOutQuery,
        response: { 200: optOutList },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query
      const place = readCursor(cursor, 'time', 'id')
      const before = place && { at: place[0], id: place[1] }
      const page = await findOptOuts(deps.databases, principalOf(request), filter, { before, limit })
      return { data: page.rows.map(show), nextCursor: page.next && writeCursor([page.next.at, page.next.id]) }
    },
  )

  async function* csv(who: Principal, filter: OptOutFilter): AsyncGenerator<string> {
    yield byteOrderMark + csvRow(columns)
    for (let before: OptOutPlace | null = null; ;) {
      const page: Awaited<ReturnType<typeof findOptOuts>> = await findOptOuts(deps.databases, who, filter, { before, limit: rowsPerRead })
      yield page.rows.map((row) => csvRow(cellsOf(show(row)))).join('')
      if (!page.next) return
      before = page.next
    }
  }

  app.get(
    '/api/opt-outs.csv',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags,
        summary: 'Who opted out, as a CSV, streamed',
        querystring: optOutFilter,
        response: { 200: { description: 'A row per conversation', content: { 'text/csv': { schema: z.string() } } } },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      await inWorkspace(web, who, (trx) =>
        writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'export', subject: 'opt_out', subjectId: null }),
      )
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="opt-outs.csv"')
        .send(Readable.from(csv(who, request.query)) as never)
    },
  )

  /** Changes threads by hand, with notes, audit rows, and what endpoints are told. Out: the threads that changed. */
  async function change(who: Principal, target: OptOutTarget, to: 'out' | 'in', given: { source: OptOutSource | null; reason: string }) {
    const { workspaceId, actor } = who
    const now = deps.clock.now()
    const { changed, waiting } = await system.transaction().execute(async (trx) => {
      await lockIngest(trx)
      const threads = await changeOptOut(trx, who, target, to, { ...given, actor, now, newId: deps.newId })
      await writeAudits(
        trx,
        deps,
        threads.map(({ id }) => ({
          workspaceId,
          actor,
          action: to === 'out' ? 'add' : 'undo',
          subject: 'opt_out',
          subjectId: id,
          fields: to === 'out' ? ['source', 'reason'] : ['reason'],
        })),
      )
      const told = to === 'out' ? threads.map((thread) => optedOutEvent(workspaceId, thread, now)) : []
      const planned = told.length ? await planDeliveries(trx, { newId: deps.newId, now }, told) : { waiting: 0 }
      return { changed: threads, waiting: planned.waiting }
    })
    if (waiting) deps.wake.tell('jobs', null)
    if (changed.length) deps.wake.tell('contacts', workspaceId)
    return changed
  }

  app.post(
    '/api/opt-outs',
    {
      config: { may: 'contacts.write', audit: 'opt_out.add' },
      schema: {
        tags,
        summary: 'Adds a person to the opt-outs: automations send them nothing any more',
        body: newOptOut,
        response: { 200: changedOptOuts },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { contactId, accountId, ...given } = request.body
      if (!(await inWorkspace(web, who, (trx) => hasContact(trx, contactId)))) notFound('contact', contactId)
      return { changed: (await change(who, { contactId, accountId }, 'out', given)).length }
    },
  )

  app.post(
    '/api/opt-outs/:id/undo',
    {
      config: { may: 'contacts.write', audit: 'opt_out.undo' },
      schema: {
        tags,
        summary: 'Undoes an opt-out, because the person asked for it: automations may send to them again',
        params,
        body: undoneOptOut,
        response: { 200: changedOptOuts },
      },
    },
    async (request) => {
      const { id } = request.params
      const { reason } = request.body
      const changed = await change(principalOf(request), { conversationId: id }, 'in', { source: null, reason })
      return changed.length ? { changed: changed.length } : notFound('opt-out', id)
    },
  )
}

const show = ({ contactId, username, name, at, actor, source, reason, ...row }: OptOutRow): OptOut => ({
  ...row,
  ...(source === beforeErase ? noHand : { source, reason, actorId: actor }),
  contact: { id: contactId, username, name },
  at: at.toISOString(),
  how: source === beforeErase ? 'before_erase' : reason === null ? 'wrote' : 'by_hand',
})
const noHand = { source: null, reason: null, actorId: null }

const cellsOf = ({ at, accountName, channel, contact, how, source, reason }: OptOut): string[] => [
  at,
  accountName,
  channel,
  contact.username ?? '',
  contact.name ?? '',
  how,
  source ?? '',
  reason ?? '',
  contact.id,
]
