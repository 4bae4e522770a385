import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { shownStatus } from '../model/message.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { pageOf, pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { findCustomFields, findLeads, type LeadRow } from './leads.queries.ts'
import { byteOrderMark, csvHead, csvLine } from './leadsCsv.ts'

const filter = z.object({ automationId: z.uuid().optional(), q: z.string().max(200).optional() })
const lead = z.object({
  id: z.string(),
  source: z.string(),
  accountId: z.string().nullable(),
  contactId: z.string().nullable(),
  contact: z.object({ username: z.string().nullable(), name: z.string().nullable() }),
  automationId: z.string().nullable(),
  automationName: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  name: z.string().nullable(),
  customFields: z.record(z.string(), z.string()),
  status: z.string(),
  dmStatus: z.string().nullable(),
  dmProvider: z.string().nullable(),
  dmSentAt: z.string().nullable(),
  dmError: z.string().nullable(),
  dmMessageId: z.string().nullable(),
  notified: z.boolean(),
  exported: z.boolean(),
  attribution: z.record(z.string(), z.unknown()),
  capturedAt: z.string(),
})
const params = z.object({ id: z.uuid() })
const tags = ['leads']
const rowsPerRead = 500

export function leadRoutes(app: Api, deps: Deps): void {
  const ofPage = (workspaceId: string, page: Parameters<typeof findLeads>[1]) =>
    inWorkspace(deps.databases.web, workspaceId, (trx) => findLeads(trx, page))

  app.get(
    '/api/leads',
    {
      schema: {
        tags,
        summary: 'Captured leads, newest first',
        querystring: pageQuery.extend(filter.shape),
        response: { 200: pageOf(lead) },
      },
    },
    async (request) => {
      const { limit, cursor, ...given } = request.query
      const rows = await ofPage(principalOf(request).workspaceId, { ...given, before: readCursor(cursor, 'number')?.[0] ?? null, limit })
      return toPage(rows, limit, (row) => [row.seq], show)
    },
  )

  app.get('/api/leads/:id', { schema: { tags, summary: 'One lead', params, response: { 200: lead } } }, async (request) => {
    const [row] = await ofPage(principalOf(request).workspaceId, { id: request.params.id, before: null, limit: 1 })
    return show(row ?? notFound('lead', request.params.id))
  })

  app.get(
    '/api/leads.csv',
    { schema: { tags, summary: 'The same leads as CSV, with a column per custom field', querystring: filter } },
    async (request, reply) => {
      const { workspaceId } = principalOf(request)
      const fields = await inWorkspace(deps.databases.web, workspaceId, findCustomFields)
      async function* lines() {
        yield byteOrderMark + csvHead(fields)
        for (let before: number | null = null; ;) {
          const rows: LeadRow[] = await ofPage(workspaceId, { ...request.query, before, limit: rowsPerRead })
          const shown = rows.slice(0, rowsPerRead)
          if (shown.length) yield shown.map((row) => csvLine(row, fields)).join('')
          if (rows.length <= rowsPerRead) return
          before = shown.at(-1)!.seq
        }
      }
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="leads.csv"')
        .send(Readable.from(lines()))
    },
  )
}

function show(row: LeadRow): z.infer<typeof lead> {
  return {
    id: row.id,
    source: row.source,
    accountId: row.accountId,
    contactId: row.contactId,
    contact: { username: row.username, name: row.contactName },
    automationId: row.automationId,
    automationName: row.automationName,
    email: row.email,
    phone: row.phone,
    name: row.name,
    customFields: row.customFields,
    status: row.status,
    dmStatus: row.dmState && shownStatus[row.dmState].dmStatus,
    dmProvider: row.dmState && row.channel,
    dmSentAt: row.dmSentAt?.toISOString() ?? null,
    dmError: row.dmError,
    dmMessageId: row.dmMessageId,
    notified: row.notified,
    exported: row.exported,
    attribution: { eventId: row.eventId, ...row.metadata },
    capturedAt: row.capturedAt.toISOString(),
  }
}
