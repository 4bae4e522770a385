import type { Api } from '../api.ts'
import { answerHandshake } from '../channels/meta/handshake.ts'
import { findSigningKey, readSignature } from '../channels/meta/signature.ts'
import type { Deps } from '../deps.ts'
import { ApiError } from '../platform/errors.ts'
import { makeReceiver } from './receive.ts'

const maxBodyBytes = 4 * 1024 * 1024

/**
 * The platform's front door: the signature over the raw bytes, then one durable insert, then 200; nothing is parsed here.
 * No rate limiter stands before it, since a 429 would get us unsubscribed. The database away: 503, never a 200.
 */
export function webhookRoutes(app: Api, deps: Deps): void {
  const receiver = makeReceiver({ system: deps.databases.system, clock: deps.clock, onKept: () => deps.wake.tell('bodies', null) })

  void app.register(async (door) => {
    door.removeAllContentTypeParsers()
    door.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) => done(null, body))
    for (const { path, source, own } of addresses) {
      door.get<{ Querystring: Record<string, unknown>; Params: { accountId?: string } }>(
        path,
        { config: { open: true }, schema: { hide: true } },
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
      door.post<{ Body: Buffer | undefined; Params: { accountId?: string } }>(
        path,
        { bodyLimit: maxBodyBytes, helmet: false, config: { open: true }, schema: { hide: true } }, // a program reads the answer, no browser
        async (request, reply) => {
          const account = own ? await accountOf(request.params.accountId!) : null
          const body = request.body ?? Buffer.alloc(0)
          const signature = readSignature(request.headers['x-hub-signature-256'])
          const key = signature && findSigningKey(body, signature, await deps.secrets.signing(account))
          if (!key) {
            deps.metrics.body('unsigned')
            throw new ApiError('bad_signature', 'X-Hub-Signature-256 is missing or was not made with a secret of a connected app.')
          }
          try {
            await receiver.keep({ receivedAt: deps.clock.now(), source, accountHint: account, signer: key.signer, body })
          } catch (error) {
            deps.metrics.body('unavailable')
            deps.log.error({ err: error as Error }, 'a webhook body could not be kept; the platform will send it again')
            throw new ApiError('unavailable', 'The database is away; send it again.')
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

const addresses = [
  { path: '/api/webhooks/meta', source: 'meta', own: false },
  { path: '/api/webhooks/instagram', source: 'instagram', own: false },
  { path: '/webhooks/instagram/:accountId', source: 'account', own: true },
]

const refuse = (id: string): never => {
  throw new ApiError('not_found', `There is no account ${id}.`)
}
