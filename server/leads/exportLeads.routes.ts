import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { byteOrderMark } from '../platform/csv.ts'
import { inWorkspace } from '../platform/db.ts'
import { mostFieldColumns, type FieldColumns } from './leadCells.ts'
import type { LeadFilter } from './leadFilter.queries.ts'
import type { LeadRow } from './leadRows.queries.ts'
import { findFieldColumns, findLeadPlaces, findLeads, findLeadsAt } from './leads.queries.ts'
import { filter } from './leads.schemas.ts'
import { csvHead, csvLine } from './leadsCsv.ts'
import { xlsxOf } from './leadsXlsx.ts'
import { readFilter } from './readFilter.ts'
import { showLead } from './showLead.ts'

const tags = ['leads']
const rowsPerRead = 250
const placesPerRead = 10_000

const formats = ['csv', 'json', 'xlsx'] as const
type Format = (typeof formats)[number]
const types: Record<Format, string> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
const file = z.string()

/** Leads as files. They are read page by page while they are sent, so that the size of an export costs no memory. */
export function exportLeadRoutes(app: Api, deps: Deps): void {
  async function* pages(who: Principal, which: LeadFilter): AsyncGenerator<LeadRow[]> {
    if (which.q) return yield* pagesOfSearch(who, which)
    const { web } = deps.databases
    for (let after: number | null = null; ;) {
      const places = await findLeadPlaces(web, who, which, after, placesPerRead)
      for (let from = 0; from < places.length; from += rowsPerRead) {
        const rows = await findLeadsAt(web, who, places.slice(from, from + rowsPerRead))
        if (rows.length) yield rows
      }
      if (places.length < placesPerRead) return
      after = places.at(-1)!
    }
  }

  async function* pagesOfSearch(who: Principal, which: LeadFilter): AsyncGenerator<LeadRow[]> {
    for (let after: number | null = null; ;) {
      const page: Awaited<ReturnType<typeof findLeads>> = await findLeads(deps.databases, who, { ...which, after, limit: rowsPerRead })
      if (page.rows.length) yield page.rows
      if (page.next === null) return
      after = page.next
    }
  }

  async function* csv(leads: AsyncIterable<LeadRow[]>, columns: FieldColumns) {
    yield byteOrderMark + csvHead(columns)
    for await (const rows of leads) yield rows.map((row) => csvLine(row, columns)).join('')
  }

  /** Begins the export: its columns, and its row in the audit. */
  async function begin(who: Principal, format: Format, which: LeadFilter): Promise<FieldColumns> {
    const columns =
      format === 'json'
        ? { fields: new Set<string>(), hasMore: false }
        : await findFieldColumns(deps.databases, who, which, mostFieldColumns)
    return inWorkspace(deps.databases.web, who, async (trx) => {
      const { workspaceId, actor } = who
      const named = Object.entries(which).flatMap(([name, value]) => (value === undefined ? [] : [name]))
      const fields = [`format:${format}`, ...named]
      await writeAudit(trx, deps, { workspaceId, actor, action: 'export', subject: 'lead', subjectId: null, fields })
      return columns
    })
  }

  async function exported(who: Principal, format: Format, given: z.output<typeof filter>, now: Date): Promise<Readable> {
    const which = readFilter(given)
    const columns = await begin(who, format, which)
    const leads = pages(who, which)
    if (format === 'csv') return Readable.from(csv(leads, columns))
    return format === 'json' ? Readable.from(json(leads, now)) : Readable.from(xlsxOf(leads, columns))
  }

  app.get(
    '/api/leads/export',
    {
      config: { may: 'leads.read' },
      schema: {
        tags,
        summary: 'Leads as a file, streamed: CSV and XLSX with a column per custom field, JSON as the API shows them',
        querystring: filter.extend({ format: z.enum(formats).default('csv') }),
        response: {
          200: {
            description: 'The file',
            content: Object.fromEntries(Object.values(types).map((type) => [type.split(';')[0]!, { schema: file }])),
          },
        },
      },
    },
    async (request, reply) => {
      const { format, ...given } = request.query
      const stream = await exported(principalOf(request), format, given, deps.clock.now())
      // The schema describes the text; the response is a stream of it.
      return reply
        .type(types[format])
        .header('content-disposition', `attachment; filename="leads.${format}"`)
        .send(stream as never)
    },
  )

  app.get(
    '/api/leads.csv',
    {
      config: { may: 'leads.read' },
      schema: {
        tags,
        summary: 'The same as /api/leads/export?format=csv',
        querystring: filter,
        response: { 200: { description: 'A row per lead', content: { 'text/csv': { schema: file } } } },
      },
    },
    async (request, reply) => {
      const stream = await exported(principalOf(request), 'csv', request.query, deps.clock.now())
      return reply
        .type(types.csv)
        .header('content-disposition', 'attachment; filename="leads.csv"')
        .send(stream as never)
    },
  )
}

/** An array of leads, each in a line of its own. */
async function* json(leads: AsyncIterable<LeadRow[]>, now: Date) {
  const show = showLead(now)
  let separator = '[\n'
  for await (const rows of leads) {
    yield separator + rows.map((row) => JSON.stringify(show(row))).join(',\n')
    separator = ',\n'
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}
