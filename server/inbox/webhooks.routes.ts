import type { IncomingMessage } from 'node:http'
import type { FastifyError } from 'fastify'
import type { Api } from '../api.ts'
import { answerHandshake } from '../channels/meta/handshake.ts'
import { findSigningKey, readSignature } from '../channels/meta/signature.ts'
import type { Deps } from '../deps.ts'
import { countedLine } from '../platform/countedLine.ts'
import { ApiError, errorCodes } from '../platform/errors.ts'
import { makeBodyIntake, type Gathered } from './bodyIntake.ts'
import { makeReceiver } from './receive.ts'

const maxBodyBytes = 4 * 1024 * 1024
/** The memory for all payloads that are being received or stored: a thousand small ones, or sixteen of the largest. */
const maxHeldBytes = 64 * 1024 * 1024
/** A rejected payload of this size is still received to its end, so that the connection can be used again. */
const worthReceivingBytes = 64 * 1024

/**
 * The webhook endpoints: check the signature over the raw bytes, insert durably, answer 200; nothing is parsed here. No rate limiter comes
 * before them, since the platform unsubscribes an app that answers 429. Without a database: 503, never 200. A request without a signature
 * is rejected before its payload is read; payloads are received within a fixed amount of memory.
 */
export function webhookRoutes(app: Api, deps: Deps): void {
  const receiver = makeReceiver({ system: deps.databases.system, clock: deps.clock, onStored: () => deps.wake.tell('bodies', null) })
  const intake = makeBodyIntake({ bodyBytes: maxBodyBytes, allBytes: maxHeldBytes })
  // Rejections come by the thousand, in an outage or an attack. Their log lines are counted, without a stack each (meta-platform.md 1.5:
  // the platform sends all of them again).
  const noteUnsigned = countedLine<string>(deps.clock, (count, route) =>
    deps.log.warn({ count, route }, 'webhooks were refused: the signature is missing or not made with a secret known here'),
  )
  const noteUnavailable = countedLine<Error & { code?: string }>(deps.clock, (count, { message, code }) =>
    deps.log.error({ count, reason: message, code }, 'webhooks could not be stored; the platform sends them again'),
  )
  const refuseUnsigned = (route: string): never => {
    deps.metrics.body('unsigned')
    noteUnsigned(route)
    throw new ApiError('bad_signature', 'X-Hub-Signature-256 is missing or was not made with a secret of a connected app.')
  }

  void app.register(async (door) => {
    door.removeAllContentTypeParsers()
    door.addContentTypeParser('*', (_request: unknown, stream: IncomingMessage) => intake.gather(stream))
    // Handled here and not rethrown: the general error handler logs one line per error.
    door.setErrorHandler((error: FastifyError, _request, reply) => {
      if (!(error instanceof ApiError && error.code === 'unavailable')) throw error
      deps.metrics.body('unavailable')
      noteUnavailable((error.cause as Error | undefined) ?? error)
      return reply
        .code(503)
        .header('retry-after', '1')
        .send({ error: { code: error.code, message: error.message } })
    })
    for (const { path, source, own } of addresses) {
      door.get<{ Querystring: Record<string, unknown>; Params: { accountId?: string } }>(
        path,
        { config: { open: 'the platform knows the verify token instead' }, schema: { hide: true } },
        async (request, reply) => {
          const account = own ? await accountOf(request.params.accountId!) : null
          const { status, body } = answerHandshake(request.query, await deps.secrets.verifying(account))
          if (status === 403)
            throw new ApiError(
              'bad_verify_token',
              'The verify token is not the one of this app or account (WEBHOOK_VERIFY_TOKEN, or the account’s own).',
            )
          return reply.code(status).type('text/plain').send(body)
        },
      )
      door.post<{ Body: Gathered | undefined; Params: { accountId?: string } }>(
        path,
        {
          config: { open: 'the platform signs what it sends instead' },
          schema: { hide: true },
          onRequest: (request, reply, next) => {
            if (deps.health.leaving()) throw new ApiError('unavailable', 'A newer version is taking over. Send it again.')
            const length = Number(request.headers['content-length'] ?? 0)
            const isSigned = readSignature(request.headers['x-hub-signature-256']) !== null
            if (isSigned && length <= maxBodyBytes) return next()
            // Otherwise the rest would be received and discarded.
            if (length > worthReceivingBytes || request.headers['transfer-encoding']) void reply.header('connection', 'close')
            if (!isSigned) refuseUnsigned(path)
            deps.metrics.body('too_large')
            throw new ApiError('too_large', errorCodes.too_large.means)
          },
        },
        async (request, reply) => {
          const { body, release } = request.body ?? nothing
          try {
            const account = own ? await accountOf(request.params.accountId!) : null
            const signature = readSignature(request.headers['x-hub-signature-256'])!
            const { signer } = findSigningKey(body, signature, await deps.secrets.signing(account, body)) ?? refuseUnsigned(path)
            await receiver.store({ receivedAt: deps.clock.now(), source, accountHint: account, signer, body })
          } catch (error) {
            if (error instanceof ApiError) throw error
            throw Object.assign(new ApiError('unavailable', errorCodes.unavailable.means), { cause: error })
          } finally {
            release()
          }
          deps.metrics.body('kept')
          return reply.code(200).type('text/plain').send('EVENT_RECEIVED')
        },
      )
    }
  })

  async function accountOf(id: string): Promise<string> {
    return (await deps.secrets.accountOf(id)) ?? refuse(id)
  }
}

const nothing: Gathered = { body: Buffer.alloc(0), release: () => {} }

const addresses = [
  { path: '/api/webhooks/meta', source: 'meta', own: false },
  { path: '/api/webhooks/instagram', source: 'instagram', own: false },
  { path: '/webhooks/instagram/:accountId', source: 'account', own: true },
]

const refuse = (id: string): never => {
  throw new ApiError('not_found', `There is no account ${id}.`)
}
