import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import { attemptsOf } from '../endpoints/deliveries.queries.ts'
import { findMails } from '../mail/shownMails.queries.ts'
import { chosenOf } from '../model/lead.ts'
import { inWorkspace, type Scope } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { readCursor, writeCursor } from '../platform/paging.ts'
import { readFilter } from './readFilter.ts'
import { findDeliveriesOfLead } from './leadDeliveries.queries.ts'
import { findChoices, findOrigins } from './leadOrigins.queries.ts'
import { findDuplicates, findLead } from './leadRows.queries.ts'
import { countLeads, findLeads, mostCounted } from './leads.queries.ts'
import { choiceQuery, choices, filter, leadList, listQuery, origins, total, wholeLead, type WholeLead } from './leads.schemas.ts'
import { showLead, showWholeLead } from './showLead.ts'

const params = z.object({ id: z.uuid() })
const tags = ['leads']

/** Leads to read. What changes them: changeLeads.routes.ts; their export: exportLeads.routes.ts. */
export function leadRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/leads',
    {
      config: { may: 'leads.read' },
      schema: { tags, summary: 'Leads, newest first unless said', querystring: listQuery, response: { 200: leadList } },
    },
    async (request) => {
      const { limit, cursor, sort, ...given } = request.query
      const after = readCursor(cursor, 'number')?.[0] ?? null
      const page = await findLeads(deps.databases, principalOf(request), { ...readFilter(given), sort, after, limit })
      return { data: page.rows.map(showLead(deps.clock.now())), nextCursor: page.next === null ? null : writeCursor([page.next]) }
    },
  )

  app.get(
    '/api/leads/total',
    {
      config: { may: 'leads.read' },
      schema: { tags, summary: 'How many leads a filter has, counted up to 100,000', querystring: filter, response: { 200: total } },
    },
    async (request) => {
      const found = await countLeads(deps.databases, principalOf(request), readFilter(request.query))
      return { total: found, isExact: found === null || found < mostCounted }
    },
  )

  app.get(
    '/api/leads/origins',
    {
      config: { may: 'leads.read' },
      schema: { tags, summary: 'The forms and campaigns that leads came from, to filter by', response: { 200: origins } },
    },
    (request) =>
      inWorkspace(deps.databases.web, principalOf(request), async (trx) => ({
        forms: await findOrigins(trx, 'form'),
        campaigns: await findOrigins(trx, 'campaign'),
      })),
  )

  app.get(
    '/api/leads/origins/:of',
    {
      config: { may: 'leads.read' },
      schema: {
        tags,
        summary: 'Forms or campaigns to choose from, with their names, found by a part of the name or by ids; at most 50',
        params: z.object({ of: z.enum(chosenOf) }),
        querystring: choiceQuery,
        response: { 200: choices },
      },
    },
    async (request) => ({
      data: await inWorkspace(deps.databases.web, principalOf(request), (trx) =>
        findChoices(trx, request.params.of, { q: request.query.q, ids: request.query.id }),
      ),
    }),
  )

  app.get(
    '/api/leads/:id',
    {
      config: { may: 'leads.read' },
      schema: { tags, summary: 'One lead, with its deliveries and duplicates', params, response: { 200: wholeLead } },
    },
    async (request) => {
      const whole = await findWholeLead(deps, principalOf(request), request.params.id, deps.textsFor(request))
      return whole ?? notFound('lead', request.params.id)
    },
  )
}

/** One lead as the API shows it; undefined: the caller sees no such lead. */
export async function findWholeLead(deps: Deps, who: Scope, id: string, textOf: TextOf): Promise<WholeLead | undefined> {
  const found = await inWorkspace(deps.databases.web, who, async (trx) => {
    const row = await findLead(trx, id)
    if (!row) return undefined
    const duplicates = row.hasDuplicates ? await findDuplicates(trx, id) : []
    const deliveries = await findDeliveriesOfLead(trx, id)
    const mails = await findMails(trx, { leadIds: [id] })
    return { row, deliveries, mails, duplicates }
  })
  if (!found) return undefined
  const { row, ...about } = found
  const attempts = await attemptsOf(deps.databases.system, who.workspaceId, about.deliveries)
  return showWholeLead(row, { ...about, attempts }, deps.clock.now(), textOf)
}
