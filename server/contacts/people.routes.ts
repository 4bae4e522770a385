import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { pageQuery, readCursor, searchText, writeCursor } from '../platform/paging.ts'
import { findConsents } from './consents.queries.ts'
import { findContact, findContacts, type ContactRow } from './people.queries.ts'
import { tagContact } from './tags.ts'
import { tagNameInput } from './tags.schemas.ts'
import { consentList, contact, contactList, type Contact } from './people.schemas.ts'

const params = z.object({ id: z.uuid() })

/** People. The threads with them: conversations/. */
export function peopleRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  app.get(
    '/api/contacts',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags: ['contacts'],
        summary: 'People, newest first',
        querystring: pageQuery.extend({
          q: searchText,
          tag: z.string().max(200).optional().describe('The name of a tag: only people who have it'),
        }),
        response: { 200: contactList },
      },
    },
    async (request) => {
      const { limit, cursor, q, tag } = request.query
      const before = readCursor(cursor, 'id')?.[0] ?? null
      const page = await findContacts(deps.databases, principalOf(request), { q, tag, before, limit })
      return { data: page.rows.map(showContact), nextCursor: page.next === null ? null : writeCursor([page.next]) }
    },
  )

  app.get(
    '/api/contacts/:id',
    { config: { may: 'contacts.read' }, schema: { tags: ['contacts'], summary: 'One person', params, response: { 200: contact } } },
    async (request) => {
      const row = await inWorkspace(web, principalOf(request), (trx) => findContact(trx, request.params.id))
      return showContact(row ?? notFound('contact', request.params.id))
    },
  )

  app.get(
    '/api/contacts/:id/consents',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags: ['contacts'],
        summary: 'What a person agreed to or took back, newest first: at most a hundred',
        params,
        response: { 200: consentList },
      },
    },
    async (request) => {
      const { id } = request.params
      const rows = await inWorkspace(web, principalOf(request), async (trx) =>
        (await findContact(trx, id)) ? findConsents(trx, id, 100) : notFound('contact', id),
      )
      return {
        data: rows.map(({ isGiven, words, at, ...row }) => ({ ...row, given: isGiven, text: words, at: at.toISOString() })),
      }
    },
  )

  app.post(
    '/api/contacts/:id/tags',
    {
      config: { may: 'contacts.write', audit: 'contact.tag' },
      schema: {
        tags: ['contacts'],
        summary: 'Adds tags to a person and removes tags, by name; a name that no tag has yet creates one',
        params,
        body: z.strictObject({ add: z.array(tagNameInput).max(50).default([]), remove: z.array(tagNameInput).max(50).default([]) }),
        response: { 200: contact },
      },
    },
    async (request) => showContact(await tagContact(deps, principalOf(request), request.params.id, request.body)),
  )
}

const showContact = ({ createdAt, lastSeenAt, ...row }: ContactRow): Contact => ({
  ...row,
  createdAt: createdAt.toISOString(),
  lastSeenAt: lastSeenAt.toISOString(),
})
