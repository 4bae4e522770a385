import { expect, test } from 'vitest'
import { inEnglish, makeTexts } from '../texts.ts'
import { makeLetter } from './makeLetter.ts'
import { sentence } from './sentences.ts'

const given = {
  id: '0197',
  to: ['owner@shop.example'],
  content: {
    subject: sentence('mail.lead_subject', { who: 'Zoë\r\nBcc: thief@evil.example' }),
    paragraphs: [sentence('mail.lead_text', { automation: '<Price> & "list"' })],
    facts: [
      { name: sentence('mail.field_email'), value: 'zoe@x.example' },
      { name: 'size & color', value: '<script>alert(1)</script>\nblue' },
    ],
    link: { path: '/leads?lead=1', text: sentence('mail.open_leads') },
  },
  why: sentence('mail.why_notice', { workspace: 'Maya' }),
  isCopy: false,
  language: 'en',
  textOf: inEnglish,
  publicUrl: 'https://hub.example',
  from: 'hub@shop.example',
  date: new Date('2026-11-20T12:00:00Z'),
}

test('the text has everything, and the subject is one line', () => {
  const letter = makeLetter(given)
  expect(letter.subject).toBe('New lead: Zoë Bcc: thief@evil.example')
  expect(letter.text).toBe(
    'The automation “<Price> & "list"” captured a lead.\n\nEmail: zoe@x.example\nsize & color: <script>alert(1)</script>\nblue\n\n' +
      'Open the leads: https://hub.example/leads?lead=1\n\n' +
      '-- \nYou receive this email as a contact for notices of the workspace Maya. Change it in Settings.\n',
  )
  expect(letter.messageId).toBe('<0197@shop.example>')
  expect(letter.headers).toMatchObject({ 'Auto-Submitted': 'auto-generated', 'List-Id': 'AutoDM Hub <notices.shop.example>' })
})

test('nothing that a person entered becomes markup', () => {
  const { html } = makeLetter(given)
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;<br>blue')
  expect(html).toContain('&lt;Price&gt; &amp; &quot;list&quot;')
  expect(html).not.toContain('<script')
})

test('a second copy says that it may be one, under the same id', () => {
  const copy = makeLetter({ ...given, isCopy: true })
  expect(copy.text).toMatch(/^You may have received this email before/)
  expect(copy.messageId).toBe(makeLetter(given).messageId)
})

test('without the address of the hub there is no link, and a long subject is cut', () => {
  const letter = makeLetter({
    ...given,
    publicUrl: null,
    content: { ...given.content, subject: sentence('mail.lead_subject', { who: '日'.repeat(500) }) },
  })
  expect(letter.text).not.toContain('Open the leads')
  expect(letter.headers).not.toHaveProperty('List-Unsubscribe')
  expect([...letter.subject]).toHaveLength(150)
})

test('the text is made in the language of its reader', () => {
  const textOf = makeTexts({ de: { 'mail.field_email': 'E-Mail' } })({ headers: { 'accept-language': 'de' } })
  expect(makeLetter({ ...given, textOf, language: 'de' }).text).toContain('E-Mail: zoe@x.example')
})
