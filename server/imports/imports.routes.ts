import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { errorFile } from './errorFile.ts'
import { deleteImport, endImport, findImport, findImports } from './imports.queries.ts'
import { importList, importShown, importStarted, preview } from './imports.schemas.ts'
import { previewImport, takeHead } from './previewImport.ts'
import { showImport } from './showImport.ts'
import { startImport } from './startImport.ts'
import { takeForm } from './takeForm.ts'

const tags = ['imports']
const params = z.object({ id: z.uuid() })
const mostFormBytes = 52 * 1024 * 1024

/** Rejects callers limited to some accounts: a file may name people of every account. */
function refuseLimited({ accountIds }: Principal): void {
  if (accountIds !== null)
    throw new ApiError('forbidden', 'An import may concern people of every account. You are limited to some, so you cannot import.')
}

/** Contacts from files: a preview, the import, its progress, and the rows that were refused (requirement H7). */
export function importRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases
  const find = (who: Principal, id: string) =>
    inWorkspace(web, who, async (trx) => (await findImport(trx, who.workspaceId, id)) ?? notFound('import', id))

  app.get(
    '/api/imports',
    {
      config: { may: 'contacts.read' },
      schema: { tags, summary: 'Imports of contacts, newest first', querystring: pageQuery, response: { 200: importList } },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const who = principalOf(request)
      const before = readCursor(cursor, 'time', 'id')
      const rows = await inWorkspace(web, who, (trx) => findImports(trx, who.workspaceId, { before, limit }))
      return toPage(
        rows,
        limit,
        (row) => [row.createdAt.toISOString(), row.id],
        (row) => showImport(row, deps.textsFor(request)),
      )
    },
  )

  app.get(
    '/api/imports/:id',
    {
      config: { may: 'contacts.read' },
      schema: { tags, summary: 'An import, with its progress', params, response: { 200: importShown } },
    },
    async (request) => showImport(await find(principalOf(request), request.params.id), deps.textsFor(request)),
  )

  app.get(
    '/api/imports/:id/errors.csv',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags,
        summary: 'The rows that an import refused, each with why, as a CSV that can be mended and imported again',
        params,
        response: { 200: { description: 'A row per refused row', content: { 'text/csv': { schema: z.string() } } } },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const found = await find(who, request.params.id)
      if (!found.hasFile || !found.failed)
        throw new ApiError('not_found', 'This import has no file of errors: nothing failed, or its file was deleted.')
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="import-errors.csv"')
        .send(Readable.from(errorFile(deps, who, found, deps.textsFor(request))) as never)
    },
  )

  app.post(
    '/api/imports/:id/cancel',
    {
      config: { may: 'contacts.write', audit: 'import.cancel' },
      schema: { tags, summary: 'Cancels an import; the rows that are done stay', params, response: { 200: importShown } },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = request.params
      const row = await inWorkspace(web, who, async (trx) => {
        if (!(await findImport(trx, who.workspaceId, id))) notFound('import', id)
        if (!(await endImport(trx, id, { state: 'cancelled', now: deps.clock.now() })))
          throw new ApiError('conflict', 'This import has ended already.')
        await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'cancel', subject: 'import', subjectId: id })
        return (await findImport(trx, who.workspaceId, id))!
      })
      deps.wake.tell('contacts', who.workspaceId)
      return showImport(row, deps.textsFor(request))
    },
  )

  app.delete(
    '/api/imports/:id',
    {
      config: { may: 'contacts.write', audit: 'import.delete' },
      schema: { tags, summary: 'Deletes an import that has ended, with its file; its contacts stay', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { id } = request.params
      await inWorkspace(web, who, async (trx) => {
        if (!(await findImport(trx, who.workspaceId, id))) notFound('import', id)
        if (!(await deleteImport(trx, id))) throw new ApiError('conflict', 'This import is running. Cancel it first.')
        await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'delete', subject: 'import', subjectId: id })
      })
      return reply.code(204).send(null)
    },
  )

  app.register(async (scope) => {
    // The form is read by the handler, piece by piece.
    scope.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null))
    scope.post(
      '/api/contacts/import',
      {
        bodyLimit: mostFormBytes,
        config: { may: 'contacts.write', audit: 'import.start' },
        schema: {
          tags,
          summary: 'Imports contacts from a CSV (multipart/form-data: mapping and options as JSON, and file)',
          response: { 202: importStarted },
        },
      },
      async (request, reply) => {
        const who = principalOf(request)
        refuseLimited(who)
        return reply.code(202).send({ importId: await startImport(deps, who, request) })
      },
    )
    scope.post(
      '/api/contacts/import/preview',
      {
        bodyLimit: mostFormBytes,
        config: { may: 'contacts.write', audit: null },
        schema: {
          tags,
          summary: 'Shows what an import would do with the first rows of a file; nothing is stored. The beginning of the file is enough',
          response: { 200: preview },
        },
      },
      async (request) => {
        const who = principalOf(request)
        refuseLimited(who)
        return previewImport(deps, who, await takeForm(request, takeHead), deps.textsFor(request))
      },
    )
  })
}
