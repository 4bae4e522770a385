import type { MailContent } from '../model/mail.ts'
import type { Sentence, TextOf } from '../model/sentence.ts'
import type { Letter } from './sendLetter.ts'
import { sentence } from './sentences.ts'

type Given = {
  id: string
  to: string[]
  content: MailContent
  /** Why its reader gets it. */
  why: Sentence
  /** An attempt before may have arrived. */
  isCopy: boolean
  language: string
  textOf: TextOf
  /** The address of the hub as seen from outside; without one, a mail has no links. */
  publicUrl: string | null
  /** The address that mails come from. */
  from: string
  date: Date
}

/** Makes the text of a mail, plain and as HTML, in one language. Pure. */
export function makeLetter(given: Given): Letter {
  const { content, textOf, publicUrl } = given
  const domain = given.from.slice(given.from.lastIndexOf('@') + 1)
  const paragraphs = [...(given.isCopy ? [sentence('mail.copy')] : []), ...content.paragraphs].map(textOf)
  const facts = (content.facts ?? []).map(({ name, value }) => ({ name: textOf(name), value }))
  const link = content.link && publicUrl ? { href: publicUrl + content.link.path, text: textOf(content.link.text) } : null
  const why = textOf(given.why)
  const text = [
    ...paragraphs,
    ...(facts.length ? [facts.map(({ name, value }) => `${name}: ${value}`).join('\n')] : []),
    ...(link ? [`${link.text}: ${link.href}`] : []),
    `-- \n${why}`,
  ].join('\n\n')
  return {
    to: given.to,
    subject: oneLine(textOf(content.subject)),
    text: `${text}\n`,
    html: htmlOf({ paragraphs, facts, link, why, language: given.language }),
    messageId: `<${given.id}@${domain}>`,
    date: given.date,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Id': `AutoDM Hub <notices.${domain}>`,
      ...(publicUrl ? { 'List-Unsubscribe': `<${publicUrl}/settings>` } : {}),
    },
  }
}

const subjectChars = 150
/** What a person entered may have line breaks and control characters. */
const oneLine = (text: string): string => {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  const chars = [...line]
  return chars.length > subjectChars ? `${chars.slice(0, subjectChars - 1).join('')}…` : line
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => signs[sign]!)
const lines = (text: string): string => escaped(text).replaceAll('\n', '<br>')

type Parts = {
  paragraphs: string[]
  facts: { name: string; value: string }[]
  link: { href: string; text: string } | null
  why: string
  language: string
}
const htmlOf = ({ paragraphs, facts, link, why, language }: Parts): string =>
  `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8"></head>` +
  '<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif">' +
  paragraphs.map((text) => `<p>${lines(text)}</p>`).join('') +
  (facts.length ? `<table style="border-collapse:collapse;margin:16px 0">${facts.map(row).join('')}</table>` : '') +
  (link ? `<p><a href="${escaped(link.href)}">${escaped(link.text)}</a></p>` : '') +
  `<p style="margin-top:32px;font-size:13px;opacity:.75">${lines(why)}</p></body></html>\n`
const row = ({ name, value }: { name: string; value: string }): string =>
  `<tr><th scope="row" style="text-align:left;vertical-align:top;padding:4px 16px 4px 0">${escaped(name)}</th>` +
  `<td style="padding:4px 0;overflow-wrap:anywhere">${lines(value)}</td></tr>`
