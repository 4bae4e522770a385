import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace, type Scope } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { pageQuery, readCursor, writeCursor } from '../platform/paging.ts'
import type { BoundedPage } from '../platform/boundedPage.ts'
import { findCustomFields, findLead, findLeads, type LeadFilter, type LeadRow } from './leads.queries.ts'
import { filter, lead, leadList } from './leads.schemas.ts'
import { byteOrderMark, csvHead, csvLine } from './leadsCsv.ts'
import { showLead } from './showLead.ts'

const params = z.object({ id: z.uuid() })
const tags = ['leads']
const rowsPerRead = 500

export function leadRoutes(app: Api, deps: Deps): void {
  const ofPage = (who: Scope, page: LeadFilter) => findLeads(deps.databases, who, page)

  app.get(
    '/api/leads',
    {
      config: { may: 'leads.read' },
      schema: {
        tags,
        summary: 'Captured leads, newest first',
        querystring: pageQuery.extend(filter.shape),
        response: { 200: leadList },
      },
    },
    async (request) => {
      const { limit, cursor, ...given } = request.query
      const page = await ofPage(principalOf(request), { ...given, before: readCursor(cursor, 'number')?.[0] ?? null, limit })
      return { data: page.rows.map(showLead(deps.textsFor(request))), nextCursor: page.next === null ? null : writeCursor([page.next]) }
    },
  )

  app.get(
    '/api/leads/:id',
    { config: { may: 'leads.read' }, schema: { tags, summary: 'One lead', params, response: { 200: lead } } },
    async (request) => {
      const row = await inWorkspace(deps.databases.web, principalOf(request), (trx) => findLead(trx, request.params.id))
      return showLead(deps.textsFor(request))(row ?? notFound('lead', request.params.id))
    },
  )

  app.get(
    '/api/leads.csv',
    {
      config: { may: 'leads.read' },
      schema: {
        tags,
        summary: 'The same leads as CSV, with a column per custom field',
        querystring: filter,
        response: { 200: { description: 'A row per lead', content: { 'text/csv': { schema: z.string() } } } },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const fields = await inWorkspace(deps.databases.web, who, findCustomFields)
      async function* lines() {
        yield byteOrderMark + csvHead(fields)
        for (let before: number | null = null; ;) {
          const page: BoundedPage<LeadRow, number> = await ofPage(who, { ...request.query, before, limit: rowsPerRead })
          if (page.rows.length) yield page.rows.map((row) => csvLine(row, fields)).join('')
          if (page.next === null) return
          before = page.next
        }
      }
      return (
        reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="leads.csv"')
          // The schema describes the text; the response is a stream of it.
          .send(Readable.from(lines()) as never)
      )
    },
  )
}
