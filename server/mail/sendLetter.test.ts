import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMailServer, type MailServer } from '../../test/support/mailServer.ts'
import { makeSendLetter, type Letter } from './sendLetter.ts'
import { readSender, readSmtpUrl, type SmtpServer } from './smtpSettings.ts'

const letter: Letter = {
  to: ['owner@shop.example'],
  subject: 'New lead: Zoë 日本',
  text: 'Zoë wrote.\n.\nThe line above is a dot.',
  html: '<p>Zoë wrote.</p>',
  messageId: '<1@hub.example>',
  date: new Date('2026-11-20T12:00:00Z'),
  headers: { 'Auto-Submitted': 'auto-generated' },
}
const from = readSender('The shop <hub@shop.example>')!
const to = (url: string) => makeSendLetter(readSmtpUrl(url) as SmtpServer, from)
let server: MailServer
let closed: MailServer
beforeAll(async () => {
  server = await startMailServer()
  closed = await startMailServer({ password: 'correct horse' })
})
afterAll(() => Promise.all([server.stop(), closed.stop()]))

test('a mail arrives with both parts, its own id and its headers, over STARTTLS where it is offered', async () => {
  expect(await to(server.url)(letter)).toMatchObject({ kind: 'sent', rejected: [] })
  const mail = server.mails.at(-1)!
  expect(mail).toMatchObject({ from: 'hub@shop.example', to: ['owner@shop.example'], secure: true })
  expect(mail.source).toContain('Message-ID: <1@hub.example>')
  expect(mail.source).toContain('Auto-Submitted: auto-generated')
  expect(mail.source).toContain('From: The shop <hub@shop.example>')
  expect(mail.source).toMatch(/multipart\/alternative/)
  expect(mail.source).toMatch(/\n\.\r?\n/)
})

test('nothing that fills a mail becomes a header or a recipient', async () => {
  const evil = 'x\r\nBcc: thief@evil.example\r\n\r\nbody'
  const before = server.mails.length
  await to(server.url)({ ...letter, subject: evil, headers: { 'X-Thing': evil } })
  const { source, to: recipients } = server.mails.at(-1)!
  expect(server.mails).toHaveLength(before + 1)
  expect(recipients).toEqual(['owner@shop.example'])
  expect(source.slice(0, source.indexOf('\r\n\r\n'))).not.toMatch(/^bcc:/im)
  const injected = await to(server.url)({ ...letter, to: ['a@b.example>\r\nRCPT TO:<thief@evil.example'] })
  expect(injected).toMatchObject({ kind: 'refused', code: 'mail_refused' })
  expect(server.mails.flatMap((mail) => mail.to)).not.toContain('thief@evil.example')
})

test('a greylisted recipient is tried again later, an unknown one is refused for good', async () => {
  server.next({ at: 'rcpt', code: 451, text: 'greylisted, try again' })
  expect(await to(server.url)(letter)).toMatchObject({ kind: 'later', code: 'mail_deferred', responseCode: 451 })
  server.next({ at: 'rcpt', code: 550, text: 'no such user' })
  expect(await to(server.url)(letter)).toMatchObject({ kind: 'refused', code: 'mail_refused', responseCode: 550 })
})

test('what the server answers to the whole mail counts as it says', async () => {
  server.next({ at: 'data', code: 554, text: 'looks like spam' })
  expect(await to(server.url)(letter)).toMatchObject({ kind: 'refused', responseCode: 554 })
  server.next({ at: 'data', code: 452, text: 'mailbox full' })
  expect(await to(server.url)(letter)).toMatchObject({ kind: 'later', responseCode: 452 })
})

test('a connection lost before the mail had no effect; lost after it, the mail is in doubt, and it did arrive', async () => {
  const before = server.mails.length
  server.next({ at: 'rcpt', close: true })
  expect(await to(server.url)(letter)).toMatchObject({ kind: 'later', code: 'mail_unreachable' })
  expect(server.mails).toHaveLength(before)
  server.next({ at: 'answer', close: true })
  expect(await to(server.url)(letter)).toMatchObject({ kind: 'in_doubt', code: 'mail_in_doubt', responseCode: null })
  expect(server.mails).toHaveLength(before + 1)
})

test('an attempt that is stopped after the mail is in doubt, before it is not', async () => {
  const silent = createServer((socket) => void socket.on('error', () => {}))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const stop = new AbortController()
  const sending = to(`smtp://127.0.0.1:${(silent.address() as { port: number }).port}`)(letter, stop.signal)
  silent.on('connection', () => stop.abort())
  expect(await sending).toMatchObject({ kind: 'later', code: 'mail_unreachable' })
  silent.close()
})

test('a login: right, wrong, and none where one is needed', async () => {
  expect(await to(closed.url.replace('//', '//hub:correct%20horse@'))(letter)).toMatchObject({ kind: 'sent' })
  expect(closed.mails.at(-1)).toMatchObject({ user: 'hub', secure: true })
  expect(await to(closed.url.replace('//', '//hub:wrong@'))(letter)).toMatchObject({ kind: 'later', code: 'mail_login_refused' })
  expect(await to(closed.url)(letter)).toMatchObject({ kind: 'later', code: 'mail_login_refused', responseCode: 530 })
})

test('a password is never sent in the clear to another machine, nor to a certificate that is not valid', async () => {
  const plain = await startMailServer({ password: 'secret', hideSTARTTLS: true, disabledCommands: ['STARTTLS'], allowInsecureAuth: true })
  const asked = { ...(readSmtpUrl(plain.url.replace('//', '//hub:secret@')) as SmtpServer) }
  expect(await makeSendLetter({ ...asked, tls: 'required' }, from)(letter)).toMatchObject({ kind: 'later' })
  expect(plain.mails).toEqual([])
  expect(await makeSendLetter({ ...asked, tls: 'off' }, from)(letter)).toMatchObject({ kind: 'sent' })
  const verified = { ...(readSmtpUrl(server.url) as SmtpServer), verified: true }
  expect(await makeSendLetter(verified, from)(letter)).toMatchObject({ kind: 'later', code: 'mail_tls_failed' })
  await plain.stop()
})

test('TLS from the first byte, and a port where nothing listens', async () => {
  const implicit = await startMailServer({ secure: true })
  expect(await to(implicit.url.replace('smtp:', 'smtps:'))(letter)).toMatchObject({ kind: 'sent' })
  await implicit.stop()
  expect(await to(implicit.url)(letter)).toMatchObject({ kind: 'later', code: 'mail_unreachable', responseCode: null })
})

test.each([
  ['smtp://mail.example', { host: 'mail.example', port: 587, tls: 'offered', verified: true, user: null }],
  ['smtp://me%40shop.example:p%3Aw@mail.example:2525', { port: 2525, tls: 'required', user: 'me@shop.example', password: 'p:w' }],
  ['smtps://me:pw@mail.example', { port: 465, tls: 'implicit', verified: true }],
  ['smtp://mail:1025?tls=off', { port: 1025, tls: 'off' }],
  ['smtp://me:pw@mail.example?tls=unverified', { tls: 'required', verified: false }],
  ['smtp://me:pw@[::1]:25', { host: '::1', tls: 'offered', verified: false }],
])('%s is read', (text, expected) => expect(readSmtpUrl(text)).toMatchObject(expected))

test.each([
  ['mail.example', 'must be a URL such as'],
  ['https://mail.example', 'must begin with smtp'],
  ['smtp://me@mail.example', 'both a user and a password'],
  ['smtp://mail.example?pool=true', 'unknown option "pool"'],
  ['smtp://mail.example?tls=maybe', 'off or unverified'],
  ['smtps://mail.example?tls=off', 'contradicts'],
  ['smtp://me:50%@mail.example', '%25'],
])('%s is refused', (text, trouble) => expect(readSmtpUrl(text)).toEqual({ trouble: expect.stringContaining(trouble) as string }))

test.each([
  ['hub@shop.example', { name: null, address: 'hub@shop.example' }],
  ['The shop <hub@shop.example>', { name: 'The shop', address: 'hub@shop.example' }],
  ['"Shop, the" <hub@shop.example>', { name: 'Shop, the', address: 'hub@shop.example' }],
  ['shop', null],
  ['hub@shop.example\r\nBcc: a@b.example', null],
  ['A <b> <hub@shop.example>', null],
])('MAIL_FROM %j', (text, expected) => expect(readSender(text)).toEqual(expected))
