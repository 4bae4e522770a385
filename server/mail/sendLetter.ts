import { Readable } from 'node:stream'
import type { Sender, SmtpServer } from './smtpSettings.ts'

/** A mail, ready to be sent. */
export type Letter = {
  to: string[]
  subject: string
  text: string
  html: string
  /** The same for each attempt: mail programs recognize a second copy by it. */
  messageId: string
  date: Date
  headers: Record<string, string>
}

/**
 * How an attempt to send ended.
 * - `sent`: the mail server accepted it for at least one recipient; `rejected` has the others.
 * - `refused`: the server refused this mail for good (5xx). - `later`: it certainly had no effect.
 * - `in_doubt`: the connection was lost after the mail, before the response.
 */
export type LetterOutcome =
  | { kind: 'sent'; response: string; rejected: string[] }
  | { kind: 'refused' | 'later' | 'in_doubt'; code: LetterTrouble; responseCode: number | null; response: string }
export type LetterTrouble =
  | 'mail_refused'
  | 'mail_deferred'
  | 'mail_unreachable'
  | 'mail_login_refused'
  | 'mail_tls_failed'
  | 'mail_in_doubt'

/** Sends a letter; never rejects. `signal` ends the connection. */
export type SendLetter = (letter: Letter, signal?: AbortSignal) => Promise<LetterOutcome>

const setUpLimitMs = 10_000
const answerLimitMs = 60_000
const keptChars = 500

export type SmtpError = Error & { code?: string; originalCode?: string; responseCode?: number; response?: string }

/** Responses that ask for a login, or for another one. */
const aboutLogin = new Set([530, 534, 535, 538])
const aboutCertificate = /CERT|SELF_SIGNED|VERIFY|ERR_TLS/

/** Sends over SMTP, with a connection of its own for each letter. nodemailer is loaded with the first one. */
export function makeSendLetter(server: SmtpServer, from: Sender): SendLetter {
  return async (letter, signal) => {
    const [{ default: Connection }, { default: Composer }] = await Promise.all([
      import('nodemailer/lib/smtp-connection'),
      import('nodemailer/lib/mail-composer'),
    ])
    const sender = { name: from.name ?? '', address: from.address }
    const { to, ...rest } = letter
    const options = { ...rest, from: sender, to: to.map((address) => ({ name: '', address })) }
    const bytes = await new Composer({ ...options, disableFileAccess: true, disableUrlAccess: true }).compile().build()
    const connection = new Connection(connectionTo(server))
    // nodemailer reads it only after the server accepted DATA: whatever fails before certainly sent nothing.
    let handedOver = false
    const message = new Readable({
      read() {
        handedOver = true
        this.push(bytes)
        this.push(null)
      },
    })
    return new Promise<LetterOutcome>((resolve) => {
      const stop = () => fail(new Error('stopped'))
      const end = (outcome: LetterOutcome) => {
        signal?.removeEventListener('abort', stop)
        if (outcome.kind === 'sent') connection.quit()
        else connection.close()
        message.destroy()
        resolve(outcome)
      }
      const fail = (error: SmtpError) => end(judge(error, handedOver))
      connection.on('error', fail)
      signal?.addEventListener('abort', stop, { once: true })
      const send = () =>
        connection.send({ from: from.address, to }, message, (error, info) =>
          error ? fail(error) : end({ kind: 'sent', response: cut(info.response), rejected: info.rejected.map(String) }),
        )
      connection.connect((error) => {
        if (error) return fail(error)
        if (server.user === null) return send()
        connection.login({ user: server.user, credentials: { user: server.user, pass: server.password ?? '' } }, (refused) =>
          refused ? fail(refused) : send(),
        )
      })
    })
  }
}

/** How a mail server is connected to. */
export const connectionTo = (server: SmtpServer) => ({
  host: server.host,
  port: server.port,
  secure: server.tls === 'implicit',
  requireTLS: server.tls === 'required',
  ignoreTLS: server.tls === 'off',
  tls: { rejectUnauthorized: server.verified },
  connectionTimeout: setUpLimitMs,
  greetingTimeout: setUpLimitMs,
  dnsTimeout: setUpLimitMs,
  socketTimeout: answerLimitMs,
})

const cut = (text: string | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, keptChars)

/**
 * In: an error of nodemailer; whether the mail had been handed to the connection. A response says what it says; its absence may hide a yes.
 */
export function judge(error: SmtpError, handedOver: boolean): LetterOutcome {
  const responseCode = error.responseCode ?? null
  const response = cut(error.response ?? error.message)
  const as = (kind: 'refused' | 'later' | 'in_doubt', code: LetterTrouble): LetterOutcome => ({ kind, code, responseCode, response })
  if (responseCode === null && handedOver) return as('in_doubt', 'mail_in_doubt')
  if (error.code === 'EAUTH' || aboutLogin.has(responseCode ?? 0)) return as('later', 'mail_login_refused')
  if (error.code === 'ETLS' || aboutCertificate.test(error.originalCode ?? '')) return as('later', 'mail_tls_failed')
  // Only what the server says to this mail, its sender and its recipients is about this mail; the rest is about the server.
  const isAboutMail = error.code === 'EENVELOPE' || error.code === 'EMESSAGE'
  if (isAboutMail && (responseCode === null || responseCode >= 500)) return as('refused', 'mail_refused')
  return as('later', responseCode === null ? 'mail_unreachable' : 'mail_deferred')
}
