import { existsSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { Api } from '../api.ts'

/** Headers that mean something on a page alone. With every piece of it they would be as heavy as a piece. */
const forPagesOnly = [
  'content-security-policy',
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
]

/**
 * The pages: files as they were built (their names change with their content), and the first page for every address that only
 * the browser's router knows. Files are looked up when asked for, so pages that are built anew are served at once. Each lies beside its
 * compressed forms (web/precompress.ts), of which the browser gets the smallest it reads.
 */
export async function pageRoutes(app: Api, folder: string): Promise<void> {
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/assets/')) for (const name of forPagesOnly) reply.removeHeader(name)
  })
  await app.register(fastifyStatic, {
    root: path.join(folder, 'assets'),
    prefix: '/assets/',
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    index: false,
  })
  const send = (name: string) => (_request: unknown, reply: { sendFile(name: string, root: string, options: object): unknown }) =>
    reply.sendFile(name, folder, { maxAge: 0, immutable: false })
  app.get('/mark.svg', { config: { open: 'the pages show it before anybody is signed in' }, schema: { hide: true } }, send('mark.svg'))
  app.setNotFoundHandler((request, reply) => {
    const isFile = request.url.startsWith('/assets/')
    const accept = request.headers.accept ?? '*/*'
    // The first page is for programs too, which say that they take anything; under any other address they have mistyped one.
    const wantsHtml = accept.includes('text/html') || (request.url.split('?')[0] === '/' && accept.includes('*/*'))
    const wantsPage = ['GET', 'HEAD'].includes(request.method) && wantsHtml && !request.url.startsWith('/api/') && !isFile
    if (wantsPage && existsSync(path.join(folder, 'index.html')))
      return reply.header('cache-control', 'no-cache').sendFile('index.html', folder, { maxAge: 0, immutable: false, cacheControl: false })
    // A piece of pages that were built anew: whoever asks again later must not be told that from memory.
    if (isFile) void reply.header('cache-control', 'no-store')
    return reply
      .code(404)
      .send({ error: { code: 'not_found', message: `There is nothing at ${request.method} ${request.url.split('?')[0]}.` } })
  })
}
