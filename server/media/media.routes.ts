import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { findAccount } from '../accounts/accounts.queries.ts'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { FileTooLarge, type WrittenFile } from '../platform/fileStore.ts'
import { readCursor, toPage } from '../platform/paging.ts'
import { addUpload, bytesUsed, deleteMedia, findMedia, listMedia } from './media.queries.ts'
import { media, mediaList, query } from './media.schemas.ts'
import { pathOf } from './pathOf.ts'
import { headersOf, rangeOf } from './serving.ts'
import { boundaryIn, FormError, readForm } from '../platform/readForm.ts'
import { showMedia } from './showMedia.ts'
import { typeOfBytes } from './typeOfBytes.ts'

const tags = ['media']
const params = z.object({ id: z.uuid() })
/** The largest file that any channel takes (meta-platform.md 5.3), and the form around it. */
const mostFileBytes = 100 * 1024 * 1024
const mostFormBytes = mostFileBytes + 64 * 1024

/** Files that people sent, and files to send. */
export function mediaRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  app.get(
    '/api/media',
    {
      config: { may: 'messages.read' },
      schema: { tags, summary: 'Files, newest first', querystring: query, response: { 200: mediaList } },
    },
    async (request) => {
      const { limit, cursor, accountId } = request.query
      const place = readCursor(cursor, 'time', 'id')
      const before: [Date, string] | null = place && [new Date(place[0]), place[1]]
      const rows = await inWorkspace(web, principalOf(request), (trx) => listMedia(trx, { before, limit, accountId }))
      return toPage(rows, limit, (row) => [row.createdAt.toISOString(), row.id], showMedia)
    },
  )

  app.get(
    '/api/media/:id',
    {
      config: { may: 'messages.read' },
      schema: { tags, summary: 'A file: its type, its size, and where its bytes are', params, response: { 200: media } },
    },
    async (request) => showMedia(await find(principalOf(request), request.params.id)),
  )

  app.get(
    '/api/media/:id/content',
    {
      config: { may: 'messages.read' },
      schema: {
        tags,
        summary: 'The bytes of a file, or a range of them',
        params,
        response: { 200: z.string(), 206: z.string(), 416: z.string() },
      },
    },
    async (request, reply) => {
      const found = await find(principalOf(request), request.params.id)
      if (found.state !== 'stored') throw new ApiError('not_found', 'This file is not stored: see its state.')
      const range = rangeOf(request.headers.range, found.size!)
      reply.headers(headersOf({ type: found.type!, name: found.name, id: found.id }))
      if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${found.size}`).send('')
      const [start, end] = range ? [range.start, range.end] : [0, found.size! - 1]
      reply.header('content-length', String(end - start + 1))
      if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${found.size}`)
      return reply.send(deps.files.read(pathOf(found), range ?? undefined) as unknown as string)
    },
  )

  app.delete(
    '/api/media/:id',
    {
      config: { may: 'messages.write', audit: 'media.delete' },
      schema: { tags, summary: 'Deletes a file', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { id } = request.params
      await inWorkspace(web, who, async (trx) => {
        if (!(await deleteMedia(trx, id))) notFound('file', id)
        await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'delete', subject: 'media', subjectId: id })
      })
      return reply.code(204).send(null)
    },
  )

  app.register(async (scope) => {
    // The body is read by the handler, piece by piece.
    scope.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null))
    scope.post(
      '/api/media',
      {
        bodyLimit: mostFormBytes,
        config: { may: 'messages.write', audit: 'media.upload' },
        schema: {
          tags,
          summary: 'Uploads a file (multipart/form-data: accountId, then file); its id is used as mediaId',
          response: { 201: media },
        },
      },
      async (request, reply) => {
        const who = principalOf(request)
        const boundary = boundaryIn(request.headers['content-type'] ?? '')
        if (!boundary) throw new ApiError('invalid_input', 'Send multipart/form-data with a field "file".')
        if (Number(request.headers['content-length'] ?? 0) > mostFormBytes) throw tooLarge(mostFileBytes)
        return reply.code(201).send(showMedia(await take(who, request.raw, boundary)))
      },
    )
  })

  const find = (who: Principal, id: string) => inWorkspace(web, who, async (trx) => (await findMedia(trx, id)) ?? notFound('file', id))

  /** Reads the form; the file is on the disk before its row is. Errors: ApiError for a form without a file, too large a file, no room. */
  async function take(who: Principal, body: IncomingMessage, boundary: string) {
    let accountId: string | null = null
    try {
      for await (const field of readForm(body, boundary)) {
        if (field.name === 'accountId') accountId = z.uuid().parse(await textOf(field.content))
        if (field.name === 'file' && field.fileName !== null) {
          await mustMay(who, accountId)
          return await keep(who, accountId, field.fileName, field.content)
        }
      }
    } catch (error) {
      // Nobody reads the rest: the connection ends with the response.
      body.resume()
      if (error instanceof FormError) throw new ApiError('invalid_input', error.message)
      if (error instanceof z.ZodError) throw new ApiError('invalid_input', 'accountId: must be the id of an account.')
      throw error
    }
    throw new ApiError('invalid_input', 'The form has no field "file" with a file.')
  }

  async function mustMay(who: Principal, accountId: string | null): Promise<void> {
    if (accountId === null && who.accountIds !== null)
      throw new ApiError('invalid_input', 'accountId: name one of your accounts, before the file.')
    if (accountId !== null)
      await inWorkspace(web, who, async (trx) => (await findAccount(trx, accountId)) ?? notFound('account', accountId))
  }

  async function keep(who: Principal, accountId: string | null, fileName: string, content: AsyncIterable<Uint8Array>) {
    const { workspaceId } = who
    const id = deps.newId()
    const left = deps.config.mediaBytes - (await bytesUsed(deps.databases.system, workspaceId))
    if (left <= 0) throw new ApiError('conflict', 'The workspace has no room for more files. Delete some, or raise MEDIA_MB.')
    const at = pathOf({ workspaceId, id })
    let written: WrittenFile
    try {
      written = await deps.files.write(at, content, Math.min(mostFileBytes, left))
    } catch (error) {
      throw error instanceof FileTooLarge ? tooLarge(Math.min(mostFileBytes, left)) : error
    }
    const name = shortName(fileName)
    const { kind, type } = typeOfBytes(written.head, name)
    try {
      if (written.size === 0) throw new ApiError('invalid_input', 'The file is empty.')
      return await inWorkspace(web, who, async (trx) => {
        const file = { id, workspaceId, accountId, name, kind, type, size: written.size, sha256: written.sha256, at: deps.clock.now() }
        await addUpload(trx, file)
        await writeAudit(trx, deps, { workspaceId, actor: who.actor, action: 'upload', subject: 'media', subjectId: id })
        return (await findMedia(trx, id))!
      })
    } catch (error) {
      await deps.files.remove(at)
      throw error
    }
  }
}

const tooLarge = (most: number) => new ApiError('too_large', `A file may have ${most} bytes at most.`)

async function textOf(content: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const piece of content) {
    text += piece.toString('utf8')
    if (text.length > 200) throw new FormError('form_broken', 'A field of the form is too long.')
  }
  return text.trim()
}

/** The last part of a name, without what no file name has. */
const shortName = (name: string): string | null =>
  (name.split(/[\\/]/).at(-1) ?? '')
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
    .slice(-200) || null
