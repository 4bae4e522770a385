import type { Api } from '../api.ts'
import type { Identity } from './identity.ts'

// Signing up by oneself is closed: the first owner is made by the set-up page, others come by invitation.
const closed = new Set(['/api/identity/sign-up/email'])

/** better-auth under /api/identity/*: sign-in, sign-out, sessions. */
export function identityRoutes(app: Api, identity: Identity): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/api/identity/*',
    config: { open: true },
    schema: { hide: true },
    async handler(request, reply) {
      const url = new URL(request.url, `${request.protocol}://${request.host}`)
      if (closed.has(url.pathname)) return reply.callNotFound()
      const headers = new Headers()
      for (const [name, value] of Object.entries(request.headers))
        if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
      // better-auth limits tries by address; behind no trusted proxy only the socket's own counts.
      headers.set('x-forwarded-for', request.ip)
      const answer = await identity.handler(
        new Request(url, {
          method: request.method,
          headers,
          ...(request.method === 'POST' ? { body: JSON.stringify(request.body ?? {}) } : {}),
        }),
      )
      for (const [name, value] of answer.headers) if (name !== 'set-cookie') reply.header(name, value)
      const cookies = answer.headers.getSetCookie()
      if (cookies.length) reply.header('set-cookie', cookies)
      return reply.code(answer.status).send(answer.body ? Buffer.from(await answer.arrayBuffer()) : null)
    },
  })
}
