import type { FastifyReply, FastifyRequest } from 'fastify'

/** Header names beside those that browsers always send and show (the CORS safelists). */
const sent = 'accept-language, authorization, content-type, idempotency-key'
const shown = 'content-disposition, retry-after'

/**
 * Lets pages of the origins in ALLOWED_ORIGINS call the API and read its responses, with a session cookie where the browser sends one. An
 * origin is compared whole; any other gets no header, so its browser refuses. Addresses with rules of their own (public forms) keep those.
 * In:     the exact origins, as browsers send them.
 */
export function allowOrigins(origins: readonly string[]) {
  const allowed = new Set(origins)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (!allowed.size || request.routeOptions.config.fromAnySite || hasOwnPreflight(request)) return
    // Without it a cache would give the response for one origin, or for none, to another.
    void reply.header('vary', 'Origin')
    const { origin } = request.headers
    if (origin === undefined || !allowed.has(origin)) return
    void reply
      .header('access-control-allow-origin', origin)
      .header('access-control-allow-credentials', 'true')
      .header('access-control-expose-headers', shown)
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return
    await reply
      .header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
      .header('access-control-allow-headers', sent)
      .header('access-control-max-age', '600')
      .code(204)
      .send()
  }
}

const hasOwnPreflight = ({ method, is404 }: FastifyRequest): boolean => method === 'OPTIONS' && !is404
