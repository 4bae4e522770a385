import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { countedAddress } from '../auth/proxies.ts'
import type { Deps } from '../deps.ts'
import { callsPerAddress } from '../platform/callsPerAddress.ts'
import type { Sentence } from '../model/sentence.ts'
import { escapeHtml, notePage, publicPagePolicy, wholePage } from '../platform/publicPage.ts'
import { findRequest } from './dataRequests.queries.ts'
import { shownTexts } from './publicTexts.ts'
import { findPublicTexts } from './publicTexts.queries.ts'
import { sentence } from './sentences.ts'
import { rememberRendered } from './renderText.ts'

const tags = ['privacy']
const open = 'privacy policy, terms and the status of a deletion are for everyone'
const html = { description: 'A page', content: { 'text/html': { schema: z.string() } } }
const titles = { privacy: 'Privacy policy', terms: 'Terms of service' } as const

const style = `@media (min-width:40rem){main{max-width:44rem}}h2{font-size:1.125rem;margin:1.5rem 0 .25rem}
h3{font-size:1rem;margin:1rem 0 .25rem}p,ul{margin:0 0 .75rem;overflow-wrap:anywhere}a{color:var(--accent)}`

/** The public pages about privacy: policy and terms of a workspace, and what became of a request to delete data. */
export function privacyPageRoutes(app: Api, deps: Deps): void {
  const { system } = deps.databases
  const callsOfTexts = callsPerAddress(deps.clock, { calls: 60, perMs: 60_000 })
  const callsOfStatus = callsPerAddress(deps.clock, { calls: 60, perMs: 60_000 })
  const rendered = rememberRendered()
  const send = (reply: FastifyReply, status: number, page: string) =>
    reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page) as never
  const note = (request: FastifyRequest, title: 'wait_title' | 'not_found_title', text: 'wait' | 'not_found' | 'no_request'): string => {
    const textOf = deps.textsFor(request)
    return notePage(textOf(sentence(`privacy.${title}`)), textOf(sentence(`privacy.${text}`)), textOf(sentence('privacy.language')))
  }
  /** Sends the answer to a caller who calls too often. Out: whether it did. */
  const isTooMany = (calls: typeof callsOfTexts, request: FastifyRequest, reply: FastifyReply): boolean => {
    const wait = calls.count(countedAddress(request.ip))
    if (wait === null) return false
    send(reply.header('retry-after', String(wait)), 429, note(request, 'wait_title', 'wait'))
    return true
  }

  for (const kind of ['privacy', 'terms'] as const) {
    const show = async (request: FastifyRequest, reply: FastifyReply, workspaceId: string | null) => {
      if (isTooMany(callsOfTexts, request, reply)) return reply as never
      if (workspaceId !== null && !z.uuid().safeParse(workspaceId).success)
        return send(reply, 404, note(request, 'not_found_title', 'not_found'))
      const row = await findPublicTexts(system, workspaceId)
      if (!row) return send(reply, 404, note(request, 'not_found_title', 'not_found'))
      const textOf = deps.textsFor(request)
      const { workspace } = row
      const title = textOf(kind === 'privacy' ? sentence('privacy.policy_of', { workspace }) : sentence('privacy.terms_of', { workspace }))
      const body = `<h1>${escapeHtml(title)}</h1>${rendered(shownTexts(row, textOf)[kind])}`
      return send(reply, 200, wholePage(title, body, null, style, textOf(sentence('privacy.language'))))
    }
    const schema = { tags, response: { 200: html, 404: html, 429: html } }
    app.get(
      `/${kind}`,
      { config: { open }, helmet: publicPagePolicy, schema: { ...schema, summary: `${titles[kind]} of this instance’s first workspace` } },
      async (request, reply) => show(request, reply, null),
    )
    app.get(
      `/${kind}/:workspaceId`,
      {
        config: { open },
        helmet: publicPagePolicy,
        schema: { ...schema, summary: `${titles[kind]} of a workspace`, params: z.object({ workspaceId: z.string().max(40) }) },
      },
      async (request, reply) => show(request, reply, request.params.workspaceId),
    )
  }

  app.get(
    '/privacy/deletion/:code',
    {
      config: { open },
      helmet: publicPagePolicy,
      schema: {
        tags,
        summary: 'What became of a request to delete data',
        params: z.object({ code: z.string().max(40) }),
        response: { 200: html, 404: html, 429: html },
      },
    },
    async (request, reply) => {
      if (isTooMany(callsOfStatus, request, reply)) return reply as never
      const { code } = request.params
      const found = /^[a-z2-7]{20}$/.test(code) ? await findRequest(system, code) : undefined
      if (!found) return send(reply, 404, note(request, 'not_found_title', 'no_request'))
      const textOf = deps.textsFor(request)
      const text = (made: Sentence) => escapeHtml(textOf(made))
      const day = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
      const { completedAt, requestedAt } = found
      const [look, state, more] = completedAt
        ? ['sent', text(sentence('privacy.deletion_done')), text(sentence('privacy.deletion_done_at', { at: day(completedAt) }))]
        : ['pending', text(sentence('privacy.deletion_open')), text(sentence('privacy.deletion_waits'))]
      const title = textOf(sentence('privacy.deletion_title'))
      const body =
        `<h1>${escapeHtml(title)}</h1><p role="status"><span class="badge ${look}">${state}</span></p><p>${more}</p>` +
        `<p class="quiet">${text(sentence('privacy.deletion_facts', { at: day(requestedAt), code }))}</p>`
      return send(reply, 200, wholePage(title, body, completedAt ? null : 30, style, textOf(sentence('privacy.language'))))
    },
  )
}
