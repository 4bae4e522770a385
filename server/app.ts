import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { type FastifyError } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { accountRoutes } from './accounts/accounts.routes.ts'
import { loginRoutes } from './accounts/logins.routes.ts'
import { auditRoutes } from './admin/audit.routes.ts'
import { adminRoutes } from './admin/admin.routes.ts'
import { jobRoutes } from './admin/jobs.routes.ts'
import { streamRoute } from './admin/stream.routes.ts'
import type { Api } from './api.ts'
import { makeAccess, refuseForeignWrites } from './auth/access.ts'
import { allowOrigins } from './auth/cors.ts'
import { identityRoutes } from './auth/identity.routes.ts'
import { makeIdentity } from './auth/identity.ts'
import { declareRoutes, requirePermission } from './auth/may.ts'
import { keyRoutes } from './auth/keys.routes.ts'
import { memberRoutes } from './auth/members.routes.ts'
import { profileRoutes } from './auth/profile.routes.ts'
import { trustProxyOption } from './auth/proxies.ts'
import { firstOwnerToken } from './auth/firstOwner.ts'
import { testLoginRoutes } from './auth/testLogins.routes.ts'
import { setupRoutes, type FirstOwner } from './auth/setup.routes.ts'
import { automationRoutes } from './automations/automations.routes.ts'
import { orderRoutes } from './automations/order.routes.ts'
import { reviewKitRoutes } from './doctor/reviewKit.routes.ts'
import { doctorRoutes } from './doctor/doctor.routes.ts'
import { bulkRoutes } from './bulk/bulk.routes.ts'
import { contactRoutes } from './contacts/contacts.routes.ts'
import { fieldRoutes } from './contacts/fields.routes.ts'
import { historyRoutes } from './contacts/history.routes.ts'
import { exportContactRoutes } from './contacts/exportContacts.routes.ts'
import { segmentRoutes } from './contacts/segments/segments.routes.ts'
import { tagRoutes } from './contacts/tags.routes.ts'
import { cannedReplyRoutes } from './conversations/cannedReplies.routes.ts'
import { commentRoutes } from './comments/comments.routes.ts'
import { conversationRoutes } from './conversations/conversations.routes.ts'
import { inboxSettingsRoutes } from './conversations/settings.routes.ts'
import { timelineRoutes } from './conversations/timeline.routes.ts'
import type { Deps } from './deps.ts'
import { dmRoutes } from './dms/dms.routes.ts'
import { formRoutes } from './forms/forms.routes.ts'
import { publicFormRoutes } from './forms/publicForms.routes.ts'
import { deliveryRoutes } from './endpoints/deliveries.routes.ts'
import { endpointRoutes } from './endpoints/endpoints.routes.ts'
import { eraseFromImports } from './imports/eraseFromImports.queries.ts'
import { importRoutes } from './imports/imports.routes.ts'
import { eraseArrivals } from './inbox/eraseArrivals.queries.ts'
import { eventRoutes } from './inbox/events.routes.ts'
import { startRoutes } from './inbox/start.routes.ts'
import { webhookRoutes } from './inbox/webhooks.routes.ts'
import { changeLeadRoutes } from './leads/changeLeads.routes.ts'
import { sendLeadRoutes } from './leads/sendLeads.routes.ts'
import { exportLeadRoutes } from './leads/exportLeads.routes.ts'
import { jobHandlers } from './jobHandlers.ts'
import { kindsOf } from './jobs/handler.ts'
import { leadFormRoutes } from './leadAds/leadForms.routes.ts'
import { missedRoutes } from './missed/missed.routes.ts'
import { updateLeadStates } from './leads/leadStates.queries.ts'
import { leadRoutes } from './leads/leads.routes.ts'
import { mailRoutes } from './mail/mail.routes.ts'
import { mediaRoutes } from './media/media.routes.ts'
import { templateRoutes } from './templates/templates.routes.ts'
import { messageRoutes } from './outbox/messages.routes.ts'
import { deadLetterRoutes } from './outbox/deadLetters.routes.ts'
import { refuseTwins } from './outbox/refuseTwins.queries.ts'
import { queueRoutes } from './outbox/queue.routes.ts'
import { compressAnswers } from './platform/compressAnswers.ts'
import { ApiError } from './platform/errors.ts'
import { refusal } from './platform/errors.schemas.ts'
import { shownError } from './platform/shownError.ts'
import { parseInput } from './platform/parseInput.ts'
import { refuseUnstorable } from './platform/wellFormed.ts'
import { pageRoutes } from './admin/pages.routes.ts'
import { callbackRoutes } from './privacy/callbacks.routes.ts'
import { linkedLoginRoutes } from './linkedLogins/linkedLogins.routes.ts'
import { privacyPageRoutes } from './privacy/pages.routes.ts'
import { personRoutes } from './privacy/person.routes.ts'
import { privacyRoutes } from './privacy/privacy.routes.ts'
import { optOutRoutes } from './privacy/optOuts.routes.ts'
import { retentionRoutes } from './privacy/retention.routes.ts'
import { instanceSecret } from './platform/instanceSecret.queries.ts'
import { acceptInvitationRoutes } from './team/acceptInvitation.routes.ts'
import { invitationRoutes } from './team/invitations.routes.ts'
import { canMailLinks } from './team/invite.ts'
import { passwordResetRoutes } from './team/passwordResets.routes.ts'
import { userRoutes } from './team/users.routes.ts'
import { workspaceRoutes } from './team/workspaces.routes.ts'

const maxBodyBytes = 256 * 1024
const requestTimeoutMs = 30_000

export type AppOptions = {
  pagesFolder: string
  firstOwner?: Partial<FirstOwner>
  requestTimeoutMs?: number
  /** Serializes responses; fields that the schema does not name are left out. */
  serializer?: typeof serializerCompiler
}

/** Builds the application with every route; never listens. */
export async function buildApp(deps: Deps, options: AppOptions): Promise<Api> {
  const requestTimeout = options.requestTimeoutMs ?? requestTimeoutMs
  const app = Fastify({
    bodyLimit: maxBodyBytes,
    trustProxy: trustProxyOption(deps.config.trustProxy),
    genReqId: deps.newId,
    forceCloseConnections: true,
    // The limit for a whole request with its body: a slow client must not hold a connection and memory.
    requestTimeout,
    // Node swaps the two limits when the one for headers (60 s unless set) is longer.
    http: { requestTimeout, headersTimeout: requestTimeout, connectionsCheckingInterval: Math.min(5_000, requestTimeout) },
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(parseInput)
  app.setSerializerCompiler(options.serializer ?? serializerCompiler)
  const readJson = app.getDefaultJsonParser('error', 'error')
  // Many clients name the type also where they send nothing.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : void readJson(request, body as string, done),
  )
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, code, message, details } = shownError(error, deps.textsFor(request))
    // An unreachable platform is no fault of this server.
    if (status === 502) deps.log.warn({ route: request.routeOptions.url, method: request.method, code }, `request ${request.id} failed`)
    else if (status >= 500)
      deps.log.error({ err: error, route: request.routeOptions.url, method: request.method }, `request ${request.id} failed`)
    return reply.code(status).send({ error: { code, message, ...(details ? { details } : {}) } })
  })
  declareRoutes(app)
  // Beside the other routes, not under them: each of their hooks and plugins would cost every webhook time, and the platform needs none of
  // them.
  if (deps.config.roles.has('web')) webhookRoutes(app, deps)
  await app.register((api) => addRoutesForPeople(api as Api, deps, options))
  return app
}

/** The routes for people and their programs: the API, its documents, the pages. */
async function addRoutesForPeople(app: Api, deps: Deps, options: AppOptions): Promise<void> {
  app.addHook('onResponse', async (request, reply) => {
    // The route, never the URL: search terms of people must not be logged.
    const route = request.routeOptions.url ?? 'none'
    deps.log.debug({ method: request.method, route, status: reply.statusCode, durationMs: Math.round(reply.elapsedTime) }, 'request')
  })
  app.addHook('onRoute', (route) => {
    const response = route.schema?.response as Record<string, unknown> | undefined
    if (route.url.startsWith('/api/')) route.schema = { ...route.schema, response: { '4xx': refusal, '5xx': refusal, ...response } }
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
    strictTransportSecurity: deps.config.publicUrl?.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
  })
  compressAnswers(app)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'AutoDM Hub',
        version: '0.1.0',
        description:
          'Replies to comments and messages and captures leads. Errors are `{"error":{"code","message","details"?}}`; lists ' +
          'take `?limit=&cursor=` and answer `{"data":[…],"nextCursor":…}`.',
      },
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description:
              'An API key (`POST /api/keys`) with scopes. An operation needs the scope that its `x-permission` names; without it the ' +
              'response is 403. `signed_in`: any valid key.',
          },
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
    nowMs: () => deps.clock.machineMs(),
    origins: (request) => [...deps.config.allowedOrigins, ...(deps.config.publicUrl ? [deps.config.publicUrl] : []), ...sameHost(request)],
  })
  const access = makeAccess(deps, identity)
  app.decorateRequest('principal', null)
  // Pages count ages by it: with a simulator it can be moved.
  app.addHook('onRequest', async (_request, reply) => void reply.header('x-now', deps.clock.now().toISOString()))
  app.addHook('onRequest', allowOrigins(deps.config.allowedOrigins))
  app.addHook('onRequest', async (request, reply) => {
    // Responses about people and accounts must not be cached, by a browser or by a proxy.
    if (request.routeOptions.url?.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
  app.addHook('onRequest', async (request) => {
    if (deps.health.leaving() && !/^\/(health|metrics)\b/.test(request.url))
      throw new ApiError('unavailable', 'A newer version is taking over. Nothing was changed. Send the request again.')
  })
  app.addHook('onRequest', refuseForeignWrites(deps))
  app.addHook('onRequest', requirePermission(access))
  app.addHook('preValidation', async ({ query, params, body, routeOptions }) => {
    refuseUnstorable(query, 'query')
    refuseUnstorable(params, 'params')
    if (!routeOptions.config.takesAnyText) refuseUnstorable(body, 'body')
  })

  adminRoutes(app, deps, access, kindsOf(jobHandlers(deps)).patient)
  // A process without the role `web` still reports its health.
  if (!deps.config.roles.has('web')) return
  identityRoutes(app, deps, identity, access)
  setupRoutes(app, deps, identity, { token: await firstOwnerToken(deps), force: false, onAsked: () => {}, ...options.firstOwner })
  memberRoutes(app, deps, access)
  keyRoutes(app, deps, access)
  invitationRoutes(app, deps)
  acceptInvitationRoutes(app, deps, identity, access)
  passwordResetRoutes(app, deps, access)
  workspaceRoutes(app, deps, access)
  userRoutes(app, deps, access)
  profileRoutes(app, deps, access)
  linkedLoginRoutes(app, deps, identity, access, canMailLinks(deps))
  testLoginRoutes(app, deps, access)
  accountRoutes(app, deps)
  loginRoutes(app, deps, access)
  automationRoutes(app, deps)
  orderRoutes(app, deps)
  startRoutes(app, deps)
  eventRoutes(app, deps)
  mediaRoutes(app, deps)
  importRoutes(app, deps)
  bulkRoutes(app, deps)
  templateRoutes(app, deps)
  messageRoutes(app, deps)
  queueRoutes(app, deps)
  deadLetterRoutes(app, deps)
  jobRoutes(app, deps)
  auditRoutes(app, deps)
  exportContactRoutes(app, deps)
  contactRoutes(app, deps)
  fieldRoutes(app, deps)
  historyRoutes(app, { ...deps, refuseTwins })
  segmentRoutes(app, deps)
  tagRoutes(app, deps)
  conversationRoutes(app, deps)
  commentRoutes(app, deps)
  timelineRoutes(app, deps)
  cannedReplyRoutes(app, deps)
  inboxSettingsRoutes(app, deps)
  endpointRoutes(app, { ...deps, updateLeadStates })
  deliveryRoutes(app, { ...deps, updateLeadStates })
  leadRoutes(app, deps)
  leadFormRoutes(app, deps)
  missedRoutes(app, deps)
  doctorRoutes(app, deps)
  reviewKitRoutes(app, deps)
  mailRoutes(app, deps)
  exportLeadRoutes(app, deps)
  changeLeadRoutes(app, deps)
  sendLeadRoutes(app, deps)
  // Under its own plugin: the DM API has its own form of errors.
  await app.register(async (dms) => dmRoutes(dms as Api, deps))
  formRoutes(app, deps)
  // Under its own plugin: it alone takes bodies of HTML forms.
  await app.register(async (forms) => publicFormRoutes(forms as Api, deps))
  privacyRoutes(app, deps)
  retentionRoutes(app, deps)
  optOutRoutes(app, deps)
  personRoutes(app, {
    ...deps,
    async eraseArrivals(trx, ids) {
      await eraseArrivals(trx, ids)
      await eraseFromImports(trx, { ...deps, system: deps.databases.system }, ids)
    },
  })
  privacyPageRoutes(app, deps)
  // Likewise: the platform posts forms.
  await app.register(async (callbacks) => callbackRoutes(callbacks as Api, deps))
  streamRoute(app, deps, access)
  await pageRoutes(app, options.pagesFolder)
}

function sameHost(request?: Request): string[] {
  const host = request?.headers.get('host')
  return host ? [`http://${host}`, `https://${host}`] : []
}
