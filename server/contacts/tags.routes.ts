import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { maxTagChars, tagKey } from '../model/tag.ts'
import { containing } from '../platform/boundedPage.ts'
import { inWorkspace } from '../platform/db.ts'
import { pageOf, pageQuery, readCursor, searchText, toPage } from '../platform/paging.ts'
import { findTags, type TagRow } from './tags.queries.ts'
import { changeTag, createTag, deleteTag } from './tags.ts'

export const tagNameInput = z.string().max(maxTagChars, `a tag has at most ${maxTagChars} characters`).regex(/\S/, 'a tag needs a name')
const color = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, 'must be a color such as #1f8a70')
  .nullable()
const tag = z.object({ id: z.string(), name: z.string(), color: z.string().nullable(), people: z.int(), createdAt: z.string() })
const params = z.object({ id: z.uuid() })
const tags = ['contacts']

/** Tags of a workspace. Which person has which: people.routes.ts. */
export function tagRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/tags',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags,
        summary: 'Tags by name, each with how many people have it',
        querystring: pageQuery.extend({ q: searchText }),
        response: { 200: pageOf(tag) },
      },
    },
    async (request) => {
      const { limit, cursor, q } = request.query
      const after = readCursor(cursor, 'text')?.[0] ?? null
      const like = q ? containing(tagKey(q)) : null
      const rows = await inWorkspace(deps.databases.web, principalOf(request), (trx) => findTags(trx, { like, after, limit: limit + 1 }))
      return toPage(rows, limit, (row) => [row.key], showTag)
    },
  )

  app.post(
    '/api/tags',
    {
      config: { may: 'contacts.write', audit: 'tag.create' },
      schema: {
        tags,
        summary: 'Creates a tag; 409 when there is one of that name, whatever its case',
        body: z.strictObject({ name: tagNameInput, color: color.optional() }),
        response: { 201: tag },
      },
    },
    async (request, reply) => reply.code(201).send(showTag(await createTag(deps, principalOf(request), request.body))),
  )

  app.patch(
    '/api/tags/:id',
    {
      config: { may: 'contacts.write', audit: 'tag.change' },
      schema: {
        tags,
        summary: 'Renames or colors a tag; automations that name it by its old name still mean it',
        params,
        body: z.strictObject({ name: tagNameInput.optional(), color: color.optional() }),
        response: { 200: tag },
      },
    },
    async (request) => showTag(await changeTag(deps, principalOf(request), request.params.id, request.body)),
  )

  app.delete(
    '/api/tags/:id',
    {
      config: { may: 'contacts.write', audit: 'tag.remove' },
      schema: { tags, summary: 'Deletes a tag and takes it from everyone who has it', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await deleteTag(deps, principalOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}

const showTag = ({ id, name, color, people, createdAt }: TagRow): z.infer<typeof tag> => ({
  id,
  name,
  color,
  people,
  createdAt: createdAt.toISOString(),
})
