import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import type { Api } from '../api.ts'

/** The pages: files as they were built, and the first page for every address that only the browser's router knows. */
export async function pageRoutes(app: Api, folder: string): Promise<void> {
  const built = existsSync(`${folder}/index.html`)
  if (built) await app.register(fastifyStatic, { root: folder, wildcard: false, immutable: true, maxAge: '30d', index: false })
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html') && !request.url.startsWith('/api/')
    if (built && wantsPage) return reply.header('cache-control', 'no-cache').sendFile('index.html', { maxAge: 0, immutable: false })
    return reply.code(404).send({ error: { code: 'not_found', message: `There is nothing at ${request.method} ${request.url.split('?')[0]}.` } })
  })
}
