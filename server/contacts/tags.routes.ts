import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { tagKey } from '../model/tag.ts'
import { containing } from '../platform/boundedPage.ts'
import { inWorkspace } from '../platform/db.ts'
import { pageQuery, readCursor, searchText, toPage } from '../platform/paging.ts'
import { findTags, type TagRow } from './tags.queries.ts'
import { changeTag, createTag, deleteTag } from './tags.ts'
import { newTag, tag, tagChange, tagList, type Tag } from './tags.schemas.ts'

const params = z.object({ id: z.uuid() })
const tags = ['contacts']

/** The tags of a workspace. The tags of a person: contacts.routes.ts. */
export function tagRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/tags',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags,
        summary: 'Tags by name, each with how many people have it',
        querystring: pageQuery.extend({ q: searchText }),
        response: { 200: tagList },
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
        summary: 'Creates a tag; 409 if one has that name, regardless of case',
        body: newTag,
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
        summary: 'Renames or colors a tag; automations that use the old name still find it',
        params,
        body: tagChange,
        response: { 200: tag },
      },
    },
    async (request) => showTag(await changeTag(deps, principalOf(request), request.params.id, request.body)),
  )

  app.delete(
    '/api/tags/:id',
    {
      config: { may: 'contacts.write', audit: 'tag.remove' },
      schema: { tags, summary: 'Deletes a tag and removes it from everyone who has it', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await deleteTag(deps, principalOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}

const showTag = ({ id, name, color, people, createdAt }: TagRow): Tag => ({
  id,
  name,
  color,
  people,
  createdAt: createdAt.toISOString(),
})
