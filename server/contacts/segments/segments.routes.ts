import { z } from 'zod'
import type { Api } from '../../api.ts'
import { principalOf } from '../../auth/access.ts'
import type { Deps } from '../../deps.ts'
import { inWorkspace } from '../../platform/db.ts'
import { notFound } from '../../platform/errors.ts'
import { pageQuery, readCursor, toPage, writeCursor } from '../../platform/paging.ts'
import { contactFilter } from '../contacts.schemas.ts'
import { findContactIds } from '../filter/contactIds.queries.ts'
import { askedConditions } from './askedConditions.ts'
import { changeSegment, createSegment, removeSegment } from './segments.ts'
import { findSegment, findSegments, type SegmentRow } from './segments.queries.ts'
import { contactCount, newSegment, segment, segmentChange, segmentList, type Segment } from './segments.schemas.ts'

const params = z.object({ id: z.uuid() })
const tags = ['contacts']

const walkedPerPart = 5_000
/** A count answers after so many parts, or so long. */
const partsPerCall = 20
const countsForMs = 2_000

/** Saved filters of people, and how many people a filter finds (requirements B1, H7). */
export function segmentRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  app.get(
    '/api/segments',
    {
      config: { may: 'contacts.read' },
      schema: { tags, summary: 'Segments: saved filters of people, by name', querystring: pageQuery, response: { 200: segmentList } },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const after = readCursor(cursor, 'text')?.[0] ?? null
      const rows = await inWorkspace(web, principalOf(request), (trx) => findSegments(trx, { after, limit: limit + 1 }))
      return toPage(rows, limit, (row) => [row.key], show)
    },
  )

  app.get(
    '/api/segments/:id',
    { config: { may: 'contacts.read' }, schema: { tags, summary: 'One segment', params, response: { 200: segment } } },
    async (request) => {
      const { id } = request.params
      return show((await inWorkspace(web, principalOf(request), (trx) => findSegment(trx, id))) ?? notFound('segment', id))
    },
  )

  app.post(
    '/api/segments',
    {
      config: { may: 'contacts.write', audit: 'segment.create' },
      schema: {
        tags,
        summary: 'Saves conditions on people under a name; 409 if a segment has it, regardless of case',
        body: newSegment,
        response: { 201: segment },
      },
    },
    async (request, reply) => reply.code(201).send(show(await createSegment(deps, principalOf(request), request.body))),
  )

  app.patch(
    '/api/segments/:id',
    {
      config: { may: 'contacts.write', audit: 'segment.change' },
      schema: { tags, summary: 'Renames a segment or changes its conditions', params, body: segmentChange, response: { 200: segment } },
    },
    async (request) => show(await changeSegment(deps, principalOf(request), request.params.id, request.body)),
  )

  app.delete(
    '/api/segments/:id',
    {
      config: { may: 'contacts.write', audit: 'segment.remove' },
      schema: { tags, summary: 'Deletes a segment; the people stay', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await removeSegment(deps, principalOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/contacts/count',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags,
        summary: 'How many people the filters of the list find, part by part',
        querystring: contactFilter.extend({ cursor: pageQuery.shape.cursor }),
        response: { 200: contactCount },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { cursor, ...query } = request.query
      let after = readCursor(cursor, 'id')?.[0] ?? null
      const by = { ...who, now: deps.clock.now() }
      const conditions = await inWorkspace(web, who, (trx) => askedConditions(trx, query))
      const until = deps.clock.machineMs() + countsForMs
      let people = 0
      for (let part = 0; part < partsPerCall; part++) {
        const from = { after, walked: walkedPerPart }
        const { ids, end } = await inWorkspace(web, who, (trx) => findContactIds(trx, by, conditions, from))
        people += ids.length
        after = end
        if (end === null || deps.clock.machineMs() > until) break
      }
      return { people, nextCursor: after === null ? null : writeCursor([after]) }
    },
  )
}

const show = ({ id, name, conditions, createdAt }: SegmentRow): Segment => ({ id, name, conditions, createdAt: createdAt.toISOString() })
