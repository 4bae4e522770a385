import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import { inWorkspace } from '../platform/db.ts'
import { pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { testEndpoint } from './deliveries.ts'
import { changeSources, updateEndpoint } from './changeEndpoint.ts'
import { endpointChange, sourcesInput } from './endpointChange.schemas.ts'
import { aDayAgo, deleteEndpoint, getEndpoint, makeEndpoint, rotateEndpoint, showEndpoint, showSources } from './endpoints.ts'
import { findEndpoints } from './endpoints.queries.ts'
import { endpoint, endpointInput, endpointList, endpointWithSecret, replayInput, sourceList } from './endpoints.schemas.ts'
import { replayEndpoint, type ReplayDeps } from './replay.ts'

const params = z.object({ id: z.uuid() })
const tags = ['endpoints']

/** Endpoints: addresses of the user that are told of leads (requirements E3 and E4). */
export function endpointRoutes(app: Api, deps: ReplayDeps): void {
  const show = (request: Parameters<typeof deps.textsFor>[0]) => showEndpoint(deps.textsFor(request), deps.clock.now())

  app.get(
    '/api/endpoints',
    {
      config: { may: 'endpoints.read' },
      schema: { tags, summary: 'Endpoints, newest first', querystring: pageQuery, response: { 200: endpointList } },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const before = readCursor(cursor, 'id')?.[0] ?? null
      const rows = await inWorkspace(deps.databases.web, principalOf(request), (trx) =>
        findEndpoints(trx, { limit, before, endedSince: aDayAgo(deps) }),
      )
      return toPage(rows, limit, (row) => [row.id], show(request))
    },
  )
  app.post(
    '/api/endpoints',
    {
      config: { may: 'endpoints.write', audit: 'endpoint.create' },
      schema: { tags, summary: 'Adds an endpoint; answers its secret, once', body: endpointInput, response: { 201: endpointWithSecret } },
    },
    async (request, reply) => {
      const { row, secret } = await makeEndpoint(deps, principalOf(request), request.body)
      return reply.code(201).send({ ...show(request)(row), secret })
    },
  )
  app.get(
    '/api/endpoints/:id',
    { config: { may: 'endpoints.read' }, schema: { tags, summary: 'One endpoint', params, response: { 200: endpoint } } },
    async (request) => show(request)(await getEndpoint(deps, principalOf(request), request.params.id)),
  )
  app.patch(
    '/api/endpoints/:id',
    {
      config: { may: 'endpoints.write', audit: 'endpoint.change' },
      schema: {
        tags,
        summary:
          'Changes an endpoint with its sources; `isActive: true` also ends that it was disabled. With `version`, only if it was not changed since',
        params,
        body: endpointChange,
        response: { 200: endpoint },
      },
    },
    async (request) => show(request)(await updateEndpoint(deps, principalOf(request), request.params.id, request.body)),
  )
  app.delete(
    '/api/endpoints/:id',
    {
      config: { may: 'endpoints.write', audit: 'endpoint.remove' },
      schema: { tags, summary: 'Deletes an endpoint with its deliveries', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await deleteEndpoint(deps, principalOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/api/endpoints/:id/sources',
    {
      config: { may: 'endpoints.read' },
      schema: { tags, summary: 'Which events an endpoint gets', params, response: { 200: sourceList } },
    },
    async (request) => ({ data: showSources(await getEndpoint(deps, principalOf(request), request.params.id)) }),
  )
  app.put(
    '/api/endpoints/:id/sources',
    {
      config: { may: 'endpoints.write', audit: 'endpoint.change_sources' },
      schema: {
        tags,
        summary: 'Replaces which events an endpoint gets',
        params,
        body: sourcesInput,
        response: { 200: sourceList },
      },
    },
    async (request) => ({
      data: showSources(await changeSources(deps, principalOf(request), request.params.id, request.body.sources, request.body.version)),
    }),
  )
  app.post(
    '/api/endpoints/:id/test',
    {
      config: { may: 'endpoints.write', audit: 'endpoint.test' },
      schema: { tags, summary: 'Sends a sample lead, once', params, response: { 202: z.object({ deliveryId: z.string() }) } },
    },
    async (request, reply) => reply.code(202).send({ deliveryId: await testEndpoint(deps, principalOf(request), request.params.id) }),
  )
  app.post(
    '/api/endpoints/:id/rotate',
    {
      config: { may: 'endpoints.write', audit: 'endpoint.rotate_secret' },
      schema: {
        tags,
        summary: 'Makes a new secret, answered once; the former one signs as well for 24 hours',
        params,
        body: z.strictObject({ force: z.boolean().optional().describe('a former secret that still signs ends now') }).nullish(),
        response: { 200: endpointWithSecret },
      },
    },
    async (request) => {
      const { row, secret } = await rotateEndpoint(deps, principalOf(request), request.params.id, request.body?.force)
      return { ...show(request)(row), secret }
    },
  )
  app.post(
    '/api/endpoints/:id/replay',
    {
      config: { may: 'endpoints.write', audit: 'endpoint.replay' },
      schema: {
        tags,
        summary: 'Sends again what did not arrive since a time, or all of a range',
        params,
        body: replayInput,
        response: { 200: z.object({ replayed: z.number() }) },
      },
    },
    async (request) => ({ replayed: await replayEndpoint(deps, principalOf(request), request.params.id, request.body) }),
  )
}
