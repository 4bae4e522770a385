import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyError } from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { accountRoutes } from './accounts/accounts.routes.ts'
import { adminRoutes } from './admin/admin.routes.ts'
import { streamRoute } from './admin/stream.routes.ts'
import type { Api } from './api.ts'
import { makeAccess, refuseForeignWrites } from './auth/access.ts'
import { identityRoutes } from './auth/identity.routes.ts'
import { makeIdentity } from './auth/identity.ts'
import { setupRoutes } from './auth/setup.routes.ts'
import { automationRoutes } from './automations/automations.routes.ts'
import { peopleRoutes } from './contacts/people.routes.ts'
import type { Deps } from './deps.ts'
import { eventRoutes } from './inbox/events.routes.ts'
import { webhookRoutes } from './inbox/webhooks.routes.ts'
import { leadRoutes } from './leads/leads.routes.ts'
import { messageRoutes } from './outbox/messages.routes.ts'
import { queueRoutes } from './outbox/queue.routes.ts'
import { watchQueue } from './outbox/watchQueue.ts'
import { isPassing } from './platform/db.ts'
import { ApiError, errorCodes, type ErrorCode } from './platform/errors.ts'
import { pageRoutes } from './admin/pages.routes.ts'
import { instanceSecret } from './platform/instanceSecret.queries.ts'

const maxBodyBytes = 256 * 1024

export type AppOptions = { pagesFolder: string; consoleToken?: string | null }

/** Every route on one page. Builds the application; never listens. */
export async function buildApp(deps: Deps, options: AppOptions): Promise<Api> {
  const app = Fastify({
    bodyLimit: maxBodyBytes,
    trustProxy: deps.config.trustProxy,
    genReqId: deps.newId,
    forceCloseConnections: true,
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, code, message, details } = shownError(error)
    if (status >= 500)
      deps.log.error({ err: error, route: request.routeOptions.url, method: request.method }, `request ${request.id} failed`)
    return reply.code(status).send({ error: { code, message, ...(details ? { details } : {}) } })
  })
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:', 'https:', ...(deps.config.simulatorUrl ? [deps.config.simulatorUrl] : [])],
        styleSrc: ["'self'", "'unsafe-inline'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: deps.config.publicUrl?.startsWith('https:') ? { maxAge: 15_552_000 } : false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'AutoDM Hub',
        version: '0.1.0',
        description:
          'Answers comments and messages, captures leads, delivers them. Errors are `{"error":{"code","message","details"?}}`; lists take `?limit=&cursor=` and answer `{"data":[…],"nextCursor":…}`.',
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'autodm.session_token' },
        },
      },
      security: [{ key: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
  })
  await app.register(swaggerUi, { routePrefix: '/docs' })

  const identity = makeIdentity({
    pool: deps.databases.identityPool,
    secret: await instanceSecret(deps.vault, deps.databases.system, 'sessions'),
    secure: deps.config.publicUrl?.startsWith('https:') ?? false,
    origins: (request) => [...deps.config.allowedOrigins, ...(deps.config.publicUrl ? [deps.config.publicUrl] : []), ...sameHost(request)],
  })
  const access = makeAccess(deps, identity)
  app.decorateRequest('principal', null)
  app.addHook('onRequest', refuseForeignWrites(deps))
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.open || !request.url.startsWith('/api/')) return
    request.principal = await access.resolve(request)
    if (!request.principal && request.routeOptions.url)
      throw new ApiError('not_signed_in', 'Sign in, or send `Authorization: Bearer <key>`.')
  })

  adminRoutes(app, deps, access)
  watchQueue(deps)
  // A process that only works still says how it is.
  if (!deps.config.roles.has('web')) return app
  webhookRoutes(app, deps)
  identityRoutes(app, identity)
  setupRoutes(app, deps, identity, access, options.consoleToken ?? null)
  accountRoutes(app, deps)
  automationRoutes(app, deps)
  eventRoutes(app, deps)
  messageRoutes(app, deps)
  queueRoutes(app, deps)
  peopleRoutes(app, deps)
  leadRoutes(app, deps)
  streamRoute(app, deps)
  await pageRoutes(app, options.pagesFolder)
  return app
}

function sameHost(request?: Request): string[] {
  const host = request?.headers.get('host')
  return host ? [`http://${host}`, `https://${host}`] : []
}

function shownError(error: FastifyError): {
  status: number
  code: ErrorCode
  message: string
  details?: { path: string; message: string }[]
} {
  if (error instanceof ApiError)
    return { status: error.status, code: error.code, message: error.message, ...(error.details ? { details: error.details } : {}) }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const details = error.validation.map((issue) => ({
      path: `${error.validationContext ?? ''}${issue.instancePath}`.replaceAll('/', '.'),
      message: issue.message ?? 'is not valid',
    }))
    return shown(
      'invalid_input',
      details[0] ? `${details[0].path}: ${details[0].message}` : 'Something in the request is not valid.',
      details,
    )
  }
  if (isPassing(error)) return shown('unavailable', 'The database is away for a moment; nothing was changed. Try again.')
  if (error.statusCode === 413) return shown('too_large', errorCodes.too_large.means)
  if (error.statusCode === 415) return shown('unsupported_media_type', errorCodes.unsupported_media_type.means)
  if (error.statusCode && error.statusCode < 500) return shown('invalid_input', error.message)
  return shown('internal', errorCodes.internal.means)
}

const shown = (code: ErrorCode, message: string, details?: { path: string; message: string }[]) => ({
  status: errorCodes[code].status,
  code,
  message,
  ...(details ? { details } : {}),
})
