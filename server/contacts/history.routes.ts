import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { pageByTime, pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { contact, mergeInput, newNote, note, noteList, timeline, unmergeInput } from './contacts.schemas.ts'
import { findContact } from './contacts.queries.ts'
import { showContact } from './contacts.routes.ts'
import { findFields } from './fields.queries.ts'
import { deleteNote, findHistory, findNotes, insertNote } from './history.queries.ts'
import { mergeByHand, unmergeByHand, type RefuseTwins } from './mergeByHand.ts'
import { findActorNames } from './ofWorkspace.queries.ts'

const params = z.object({ id: z.uuid() })
const tags = ['contacts']

/** Notes about people, everything that happened with one, and merging two (requirement B1). */
export function historyRoutes(app: Api, deps: Deps & { refuseTwins: RefuseTwins }): void {
  const { web, system } = deps.databases
  const ofContact = async <T>(who: Principal, id: string, work: (trx: Trx) => Promise<T>): Promise<T> =>
    inWorkspace(web, who, async (trx) => ((await findContact(trx, id)) ? work(trx) : notFound('contact', id)))
  /** The schema of the sign-in is read by `system` alone. */
  const namesOf = (who: Principal, actors: (string | null)[]) =>
    system.transaction().execute((trx) =>
      findActorNames(
        trx,
        who.workspaceId,
        actors.filter((actor) => actor !== null),
      ),
    )
  const author = (names: Map<string, string>, actor: string) => ({ id: actor, name: names.get(actor) ?? null })
  const shown = (who: Principal, id: string) =>
    inWorkspace(web, who, async (trx) => showContact((await findContact(trx, id)) ?? notFound('contact', id), await findFields(trx)))

  app.get(
    '/api/contacts/:id/notes',
    {
      config: { may: 'contacts.read' },
      schema: { tags, summary: 'Notes about a person, newest first', params, querystring: pageQuery, response: { 200: noteList } },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = request.params
      const names = new Map<string, string>()
      return pageByTime(
        request.query,
        async (page) => {
          const rows = await ofContact(who, id, (trx) => findNotes(trx, id, page))
          for (const [actor, name] of await namesOf(
            who,
            rows.map((row) => row.author),
          ))
            names.set(actor, name)
          return rows
        },
        (row) => ({ id: row.id, text: row.text, author: author(names, row.author), createdAt: row.createdAt.toISOString() }),
      )
    },
  )

  app.post(
    '/api/contacts/:id/notes',
    {
      config: { may: 'contacts.write', audit: 'contact.note' },
      schema: {
        tags,
        summary: 'Writes a note about a person, for the people of the workspace',
        params,
        body: newNote,
        response: { 201: note },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { workspaceId, actor } = who
      const { id: contactId } = request.params
      const { text } = request.body
      const [id, now] = [deps.newId(), deps.clock.now()]
      await ofContact(who, contactId, async (trx) => {
        await insertNote(trx, { id, workspaceId, contactId, text, author: actor, now })
        await writeAudit(trx, deps, { workspaceId, actor, action: 'note', subject: 'contact', subjectId: contactId })
      })
      deps.wake.tell('contacts', workspaceId)
      return reply.code(201).send({ id, text, author: author(await namesOf(who, [actor]), actor), createdAt: now.toISOString() })
    },
  )

  app.delete(
    '/api/contacts/:id/notes/:noteId',
    {
      config: { may: 'contacts.write', audit: 'contact.remove_note' },
      schema: { tags, summary: 'Deletes a note', params: params.extend({ noteId: z.uuid() }), response: { 204: z.null() } },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { workspaceId, actor } = who
      const { id, noteId } = request.params
      await ofContact(who, id, async (trx) => {
        if (!(await deleteNote(trx, id, noteId))) notFound('note', noteId)
        await writeAudit(trx, deps, { workspaceId, actor, action: 'remove_note', subject: 'contact', subjectId: id })
      })
      deps.wake.tell('contacts', workspaceId)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/contacts/:id/timeline',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags,
        summary:
          'Everything that happened with a person, newest first: comments, messages, leads, deliveries, consents, tags, notes, merges',
        params,
        querystring: pageQuery,
        response: { 200: timeline },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = request.params
      const { limit, cursor } = request.query
      const place = readCursor(cursor, 'time', 'id')
      const before = place && { at: place[0], id: place[1] }
      const rows = await ofContact(who, id, (trx) => findHistory(trx, id, { before, limit: limit + 1 }))
      const names = await namesOf(
        who,
        rows.map((row) => row.by),
      )
      return toPage(
        rows,
        limit,
        (row) => [row.at.toISOString(), row.id],
        (row) => ({ ...row, at: row.at.toISOString(), by: row.by === null ? null : author(names, row.by) }),
      )
    },
  )

  app.post(
    '/api/contacts/:id/merge',
    {
      config: { may: 'contacts.write', audit: 'contact.merge' },
      schema: {
        tags,
        summary: 'Merges a person into another, who then has everything of both; can be undone',
        params,
        body: mergeInput,
        response: { 200: contact.describe('Who remains') },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { intoId } = request.body
      await mergeByHand(deps, who, request.params.id, intoId)
      return shown(who, intoId)
    },
  )

  app.post(
    '/api/contacts/:id/unmerge',
    {
      config: { may: 'contacts.write', audit: 'contact.unmerge' },
      schema: {
        tags,
        summary: 'Undoes a merge: who was merged is there again. What came since stays; opt-outs hold for both',
        params,
        body: unmergeInput,
        response: { 200: contact.describe('Who is there again') },
      },
    },
    async (request) => {
      const who = principalOf(request)
      return shown(who, await unmergeByHand(deps, who, request.params.id, request.body.mergeId))
    },
  )
}
