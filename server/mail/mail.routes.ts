import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import { findNoticeRecipients } from '../auth/noticeRecipients.queries.ts'
import type { Deps } from '../deps.ts'
import { ApiError } from '../platform/errors.ts'
import { mailState, mailTest, mailTestResult } from './mail.schemas.ts'
import { makeLetter } from './makeLetter.ts'
import type { LetterOutcome } from './sendLetter.ts'
import { sentence } from './sentences.ts'

const tags = ['mail']

/** Whether the hub can send mails, and a mail that shows it. */
export function mailRoutes(app: Api, deps: Deps): void {
  const { system } = deps.databases

  app.get(
    '/api/mail',
    {
      config: { may: 'signed_in' },
      schema: { tags, summary: 'Whether a mail server is configured', response: { 200: mailState } },
    },
    async () => ({ configured: deps.mail !== null, from: deps.mail?.from.address ?? null }),
  )

  app.post(
    '/api/mail/test',
    {
      config: { may: 'workspace.write', audit: 'mail.test' },
      schema: {
        tags,
        summary: 'Sends a test email at once, and returns what the mail server answered',
        body: mailTest,
        response: { 200: mailTestResult },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { workspaceId, actor } = principal
      const to = request.body.to ?? principal.user?.email
      if (!to) throw new ApiError('invalid_input', 'to: name an address, since a key has none of its own.')
      await system
        .transaction()
        .execute((trx) => writeAudit(trx, deps, { workspaceId, actor, action: 'test', subject: 'mail', subjectId: null, fields: [] }))
      const textOf = deps.textsFor(request)
      if (!deps.mail)
        return { sent: false, to, code: 'mail_not_configured', text: textOf(sentence('mail.mail_not_configured')), response: null }
      const language = (await findNoticeRecipients(system, workspaceId))?.language ?? 'en'
      const outcome = await deps.mail.send(
        makeLetter({
          id: deps.newId(),
          to: [to],
          content: { subject: sentence('mail.test_subject'), paragraphs: [sentence('mail.test_text')] },
          why: sentence('mail.why_test'),
          isCopy: false,
          language,
          textOf: deps.textsFor({ headers: { 'accept-language': language } }),
          publicUrl: deps.config.publicUrl,
          from: deps.mail.from.address,
          date: deps.clock.now(),
        }),
      )
      return { to, ...shown(outcome, to, textOf) }
    },
  )
}

function shown(outcome: LetterOutcome, to: string, textOf: ReturnType<Deps['textsFor']>) {
  if (outcome.kind === 'sent') return { sent: true, code: null, text: textOf(sentence('mail.sent', { to })), response: outcome.response }
  const { code, response } = outcome
  return { sent: false, code, text: textOf(sentence('mail.failed', { to, why: sentence(`mail.${code}`) })), response }
}
