import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { isForwarded } from '../auth/ownHost.ts'
import { countedAddress } from '../auth/proxies.ts'
import type { Deps } from '../deps.ts'
import { findFormDm } from '../dms/formDm.ts'
import { consentField, honeypot, submissionField } from '../model/form.ts'
import { ApiError } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { newToken } from '../platform/tokens.ts'
import { shownError } from '../platform/shownError.ts'
import { refuseUnstorable } from '../platform/wellFormed.ts'
import { embedScript } from './embedScript.ts'
import { countFormPost, findPublicForm, isKnownSubmission, type PublicForm } from './forms.queries.ts'
import { publicStatus, submitted } from './forms.schemas.ts'
import { lookAgainHash } from './lookAgainScript.ts'
import { formNote, formPage, statusPage } from './page.ts'
import { isChecked, readSubmission, type Problem } from './readSubmission.ts'
import { sentence } from './sentences.ts'
import { keyOf, submitForm } from './submitForm.ts'

const tags = ['forms']
const maxBodyBytes = 64 * 1024
const open = 'visitors of a form have no login'
const params = z.object({ slug: z.string().max(80) })
const directives = {
  defaultSrc: ["'none'"],
  styleSrc: ["'unsafe-inline'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ['*'],
}
/** Only these pages may be framed. No script may run in them, but for the one of the page that shows what became of the DM. */
const helmet = { frameguard: false, contentSecurityPolicy: { useDefaults: false, directives } } as const
const statusHelmet = {
  frameguard: false,
  contentSecurityPolicy: { useDefaults: false, directives: { ...directives, scriptSrc: [lookAgainHash], connectSrc: ["'self'"] } },
} as const
const html = { description: 'A page', content: { 'text/html': { schema: z.string() } } }
type Body = Record<string, unknown>

/** The public addresses of forms: the page, which works without script, its posts from anywhere, the status of the DM, the embed script. */
export function publicFormRoutes(app: Api, deps: Deps): void {
  const { system } = deps.databases
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: maxBodyBytes }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  )
  app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (request: FastifyRequest, body: Buffer) =>
    readMultipart(request.headers['content-type']!, body),
  )
  // A person with a browser gets a page, whatever went wrong.
  app.setErrorHandler((given: FastifyError, request, reply) => {
    const tooLong = new ApiError('too_large', 'The answers are too long. Send at most 64 kB.')
    const error = given.statusCode === 413 ? (tooLong as unknown as FastifyError) : given
    if (wantsJson(request)) throw error
    const { status, message } = shownError(error, deps.textsFor(request))
    if (status >= 500) deps.log.error({ err: error, route: request.routeOptions.url }, `request ${request.id} failed`)
    const title = sentence('forms.not_sent_title')
    return sendPage(reply, status, formNote(deps.textsFor(request), title, sentence('forms.not_sent', { why: message })))
  })
  const find = (given: string): Promise<PublicForm | undefined> => {
    const slug = given.toLowerCase()
    return /^[a-z0-9-]+$/.test(slug) ? findPublicForm(system, slug) : Promise.resolve(undefined)
  }
  let isWarned = false
  /** The person's address; null when a proxy is in front of the server whose headers are not trusted. */
  const addressOf = (request: FastifyRequest): string | null => {
    if (deps.config.trustProxy !== false || !isForwarded(request)) return request.ip
    if (!isWarned)
      deps.log.warn(
        {},
        'Forms come through a proxy, but TRUST_PROXY is not set. Without addresses of people the limit for each address is off.',
      )
    isWarned = true
    return null
  }
  /** In the language of the workspace, as the form's own words are. */
  const textsOf = ({ language }: PublicForm) => deps.textsFor({ headers: { 'accept-language': language } })
  const refusal = (form: PublicForm, problems: Problem[]) => {
    const told = problems.map(({ path, message }) => ({ path, message: textsOf(form)(message) }))
    return new ApiError('invalid_input', `${told[0]!.path}: ${told[0]!.message}`, told)
  }
  const sendPage = (reply: FastifyReply, status: number, page: string) =>
    reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page)
  const noForm = (request: FastifyRequest, reply: FastifyReply) => {
    const text = sentence('forms.not_found')
    if (wantsJson(request)) throw new ApiError('not_found', text)
    return sendPage(reply, 404, formNote(deps.textsFor(request), sentence('forms.not_found_title'), text))
  }

  app.get(
    '/f/:slug',
    { config: { open }, helmet, schema: { tags, summary: 'The public page of a form', params, response: { 200: html, 404: html } } },
    async (request, reply) => {
      const form = await find(request.params.slug)
      if (!form) return noForm(request, reply) as never
      return sendPage(
        reply,
        200,
        formPage(textsOf(form), form, { values: {}, hasConsented: false, problems: [], submission: newToken() }),
      ) as never
    },
  )

  app.route({
    method: ['GET', 'POST'],
    url: '/f/:slug/',
    config: { open, fromAnySite: true },
    schema: { hide: true, params },
    handler: async (request, reply) => reply.redirect(`/f/${encodeURIComponent(request.params.slug)}`, 308),
  })

  app.options(
    '/f/:slug',
    { config: { open }, schema: { tags, summary: 'Other sites may post a form', params, response: { 204: z.null() } } },
    async (_request, reply) =>
      allowAnyOrigin(reply)
        .header('access-control-allow-methods', 'POST')
        .header('access-control-allow-headers', 'content-type')
        .header('access-control-max-age', '86400')
        .code(204)
        .send(null),
  )

  app.post(
    '/f/:slug',
    {
      config: { open, fromAnySite: true, takesAnyText: true },
      helmet,
      bodyLimit: maxBodyBytes,
      schema: {
        tags,
        summary: 'Sends a form: JSON from programs, a form from the page',
        params,
        body: z.record(z.string(), z.unknown()),
        response: { 200: submitted },
      },
      onRequest: async (_request, reply) => void allowAnyOrigin(reply),
    },
    async (request, reply) => {
      const form = await find(request.params.slug)
      if (!form) return noForm(request, reply) as never
      const asJson = wantsJson(request)
      const body = request.body as Body
      refuseUnstorable(body, 'body')
      const { values, problems } = readSubmission(form.fields, form.consent_text !== null, body, form.country)
      const given = submissionOf(body)
      const submission = given ?? deps.newId()
      const entered = () => ({
        values: Object.fromEntries(form.fields.map(({ name }) => [name, textOf(body[name])])),
        hasConsented: isChecked(body[consentField]),
      })
      if (problems.length) {
        if (asJson) throw refusal(form, problems)
        return sendPage(reply, 400, formPage(textsOf(form), form, { ...entered(), problems, submission })) as never
      }
      const address = addressOf(request)
      const isRepeated = given !== null && (await isKnownSubmission(system, keyOf(form, given)))
      const counted = address === null ? null : countedAddress(address)
      const full = isRepeated ? null : await countFormPost(system, form, counted, deps.clock.now())
      if (full) {
        if (full.limit === 'form') deps.log.warn({ form: form.id }, 'A form reached its limit, so people are asked to wait.')
        void reply.header('retry-after', String(full.seconds))
        const notice = sentence('forms.too_many')
        if (asJson) throw new ApiError('too_many_attempts', textsOf(form)(notice))
        return sendPage(reply, 429, formPage(textsOf(form), form, { ...entered(), problems, submission, notice })) as never
      }
      // The hidden field is filled in: by a program, or for a person by their browser. Both get the answer of a success.
      const isSuspected = textOf(body[honeypot]) !== ''
      const browser = request.headers['user-agent']?.slice(0, 300) ?? null
      const { leadId, dm } = await submitForm(deps, form, { values, submission, from: { address, browser }, isSuspected })
      const statusUrl = dm?.token ? `/f/${form.slug}/status/${dm.token}` : null
      if (asJson) {
        const { dmStatus = null, dmProvider = null, continueUrl = null } = dm ?? {}
        return { success: true as const, data: { leadId, dmStatus, dmProvider, continueUrl, statusUrl } }
      }
      // A page of its own, so that loading it again sends nothing again.
      if (statusUrl) return reply.redirect(statusUrl, 303) as never
      return sendPage(reply, 200, statusPage(textsOf(form), form, { dmStatus: null, channel: null, continueUrl: null })) as never
    },
  )

  app.get(
    '/f/:slug/status/:token',
    {
      config: { open },
      helmet: statusHelmet,
      schema: {
        tags,
        summary: 'What became of the DM of a form, for its person: a page, or JSON',
        params: params.extend({ token: z.string().max(40) }),
        response: { 200: publicStatus },
      },
      // Its page may be in a frame whose origin is nobody's; only who has the link can ask.
      onRequest: async (_request, reply) => void allowAnyOrigin(reply),
    },
    async (request, reply) => {
      const { slug, token } = request.params
      const form = await find(slug)
      const dm = form && /^dm-[a-z2-7]{20}$/.test(token) ? await findFormDm(system, deps, { token, formId: form.id }) : null
      if (!form || !dm) return noForm(request, reply) as never
      const { dmStatus, dmProvider, dmError, continueUrl } = dm
      void reply.header('cache-control', 'no-store')
      if (wantsJson(request)) return { success: true as const, data: { dmStatus, dmProvider, dmError, continueUrl } }
      return sendPage(
        reply,
        200,
        statusPage(textsOf(form), form, { dmStatus, channel: deps.channelOf(dmProvider).title, continueUrl }),
      ) as never
    },
  )

  app.get(
    '/forms.js',
    {
      config: { open },
      helmet: { crossOriginResourcePolicy: { policy: 'cross-origin' } },
      schema: {
        tags,
        summary: 'Shows a form on another site: <script src="…/forms.js" data-form="slug"></script>',
        response: { 200: { description: 'A script', content: { 'text/javascript': { schema: z.string() } } } },
      },
    },
    async (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=300').send(embedScript) as never,
  )
}

/** No credentials: the answer is the same for everyone, and cookies mean nothing here. */
const allowAnyOrigin = (reply: FastifyReply) => reply.header('access-control-allow-origin', '*')

const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')

/** The fields of a form that a script sends as FormData. Files are none. */
async function readMultipart(type: string, body: Buffer): Promise<Body> {
  const read = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData().catch(() => null)
  if (!read) throw new ApiError('invalid_input', 'The body is not valid multipart/form-data.')
  const fields = [...read.entries()]
  if (fields.some(([, value]) => typeof value !== 'string')) throw new ApiError('invalid_input', 'Files cannot be sent with a form.')
  return Object.fromEntries(fields)
}

/** The page sends forms and asks for HTML; programs send JSON, or ask for it. */
function wantsJson({ headers }: FastifyRequest): boolean {
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return headers.accept?.startsWith('application/json') ?? false
  if (headers['content-type']?.startsWith('multipart/form-data')) return !(headers.accept ?? '').includes('text/html')
  return headers['content-type'] !== undefined || !(headers.accept ?? '').includes('text/html')
}

/** The word of the page, or an id of the program, by which a repeated post is the same lead. */
function submissionOf(body: Body): string | null {
  const given = textOf(body[submissionField])
  return /^[a-z2-7]{20}$/.test(given) || isUuid(given) ? given.toLowerCase() : null
}
