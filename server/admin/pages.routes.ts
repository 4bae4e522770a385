import { existsSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { Api } from '../api.ts'

/** Headers that matter for HTML pages alone. With every asset they would be as large as an asset. */
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
 * Serves the web app: built files (their names change with their content), and index.html for every address that only the browser's router
 * knows. Files are looked up on request, so a new build is served at once. Beside each file are its compressed forms (web/precompress.ts),
 * of which the browser gets the smallest it accepts.
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
    // index.html at `/` is for programs too, which accept any type; under another address they have mistyped one.
    const wantsHtml = accept.includes('text/html') || (request.url.split('?')[0] === '/' && accept.includes('*/*'))
    const wantsPage = ['GET', 'HEAD'].includes(request.method) && wantsHtml && !request.url.startsWith('/api/') && !isFile
    if (wantsPage && existsSync(path.join(folder, 'index.html')))
      return reply.header('cache-control', 'no-cache').sendFile('index.html', folder, { maxAge: 0, immutable: false, cacheControl: false })
    // A missing file of an earlier or later build: the 404 must not be cached.
    if (isFile) void reply.header('cache-control', 'no-store')
    return reply
      .code(404)
      .send({ error: { code: 'not_found', message: `There is nothing at ${request.method} ${request.url.split('?')[0]}.` } })
  })
}
