import { z } from 'zod'
import type { Api } from '../api.ts'
import type { Deps } from '../deps.ts'
import { callsPerAddress } from '../platform/callsPerAddress.ts'
import { deletionAnswer, signedBody } from './privacy.schemas.ts'
import { ownBase } from '../platform/ownBase.ts'
import { takeRequest } from './takeRequest.ts'

const tags = ['privacy']
const open = 'requests of the platform are authenticated by their signature'
const maxBodyBytes = 16 * 1024

/** The callbacks of the platform about a person who used the app. Registered under its own plugin: it takes bodies of HTML forms. */
export function callbackRoutes(app: Api, deps: Deps): void {
  const calls = callsPerAddress(deps.clock, { calls: 60, perMs: 60_000 })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: maxBodyBytes }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  )

  app.post(
    '/api/privacy/meta/deauthorize',
    {
      config: { open, audit: 'account.deauthorize', fromAnySite: true },
      bodyLimit: maxBodyBytes,
      schema: {
        tags,
        summary: 'The platform tells that a person removed the app: the accounts they connected stop',
        body: signedBody,
        response: { 200: z.object({ success: z.literal(true) }) },
      },
    },
    async (request) => {
      await takeRequest(deps, calls, 'deauthorize', request.body.signed_request)
      return { success: true as const }
    },
  )

  app.post(
    '/api/privacy/meta/data-deletion',
    {
      config: { open, audit: 'data_deletion.request', fromAnySite: true },
      bodyLimit: maxBodyBytes,
      schema: {
        tags,
        summary: 'The platform tells that a person wants their data deleted; answered with the address of a status page',
        body: signedBody,
        response: { 200: deletionAnswer },
      },
    },
    async (request) => {
      const code = await takeRequest(deps, calls, 'data_deletion', request.body.signed_request)
      return { url: `${ownBase(app, deps)}/privacy/deletion/${code}`, confirmation_code: code }
    },
  )
}
