import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../platform/errors.ts'
import { readCursor, writeCursor } from '../platform/paging.ts'
import { apiLeads } from './apiLeads.ts'
import { archiveLead, changeLeads, retryLead } from './changeLeads.ts'
import { findWholeLead } from './leads.routes.ts'
import { bulkDone, bulkInput, idempotency, leadChange, newLead, wholeLead } from './leads.schemas.ts'
import { readFilter } from './readFilter.ts'

const params = z.object({ id: z.uuid() })
const tags = ['leads']

/** What is done to leads. */
export function changeLeadRoutes(app: Api, deps: Deps): void {
  const addLead = apiLeads(deps)

  app.post(
    '/api/leads',
    {
      config: { may: 'leads.write', audit: 'lead.create' },
      schema: {
        tags,
        summary: 'Stores a lead: 201 with the new one, 200 with the first one of a repeated Idempotency-Key',
        headers: idempotency,
        body: newLead,
        response: { 200: wholeLead, 201: wholeLead },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const added = await addLead(who, request.body, request.headers['idempotency-key'])
      return reply.code(added.change === 'new' ? 201 : 200).send((await findWholeLead(deps, who, added.id, deps.textsFor(request)))!)
    },
  )

  app.patch(
    '/api/leads/:id',
    {
      config: { may: 'leads.write', audit: 'lead.archive' },
      schema: {
        tags,
        summary: 'Archives a lead (`ARCHIVED`), or brings it back (any other status) with the status of its deliveries',
        params,
        body: leadChange,
        response: { 200: wholeLead },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = request.params
      await archiveLead(deps, who, id, request.body.status === 'ARCHIVED')
      return (await findWholeLead(deps, who, id, deps.textsFor(request))) ?? notFound('lead', id)
    },
  )

  app.post(
    '/api/leads/:id/retry',
    {
      config: { may: 'leads.write', audit: 'lead.retry' },
      schema: {
        tags,
        summary: 'Sends again what endpoints did not get of a lead, and at once what waits for its next attempt',
        params,
        response: { 200: wholeLead },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = request.params
      await retryLead(deps, who, id)
      return (await findWholeLead(deps, who, id, deps.textsFor(request))) ?? notFound('lead', id)
    },
  )

  app.post(
    '/api/leads/bulk',
    {
      config: { may: 'leads.write', audit: 'lead.archive' },
      schema: {
        tags,
        summary: 'Archives, brings back, deletes, retries leads, or sends them to an endpoint: by ids, or all of a filter, 5,000 a request',
        body: bulkInput,
        response: { 200: bulkDone },
      },
    },
    async (request) => {
      const { action, ids, filter = {}, cursor, endpointId, again } = request.body
      const after = readCursor(cursor, 'number')?.[0] ?? null
      // What is archived was put away, or is spam as it seems: it is sent when it is asked for.
      const kept = action === 'send' && !filter.status && filter.archived === undefined ? { archived: false } : {}
      const which = ids ? { ids } : { filter: { ...readFilter(filter), ...kept }, after }
      const to = endpointId === undefined ? undefined : { endpointId, again }
      const { changed, next } = await changeLeads(deps, principalOf(request), action, which, to)
      return { changed, nextCursor: next === null ? null : writeCursor([next]) }
    },
  )
}
