import type { Sentence } from '../../model/sentence.ts'
import {
  headerLine,
  type NewTemplate,
  type NewTemplateButton,
  type NewTemplateCard,
  placeholdersIn,
  type Samples,
} from '../../model/template.ts'
import { templateLimits as limits } from './limits.ts'
import { sentence } from './sentences.ts'

type Reason = { at: string; words: Sentence }
const chars = (text: string): number => Array.from(text).length

/**
 * Which limit of the platform a new template exceeds (meta-platform.md 5.8; 13.1 row 1.14; 13.2 rows 2.1 and 2.2), before it is asked.
 * In:  a template as the API takes it, and the files of its headers.
 * Out: at which part, and in words; null: none. What only the platform knows (a name that is taken, a text that is there already) is its
 *      own refusal.
 */
export function whyNotCreatable(template: NewTemplate, samples: Samples): Reason | null {
  const { buttons = [], cards = [] } = template
  return (
    whyNotName(template) ??
    whyNotHeader(template, samples) ??
    whyNotText(template.body, 'body', limits.maxBodyChars) ??
    whyNotFooter(template) ??
    whyNotButtons(buttons, 'buttons', limits.maxButtons) ??
    (cards.length ? whyNotCards(template, cards, samples) : null)
  )
}

const whyNotName = ({ name }: NewTemplate): Reason | null =>
  /^[a-z0-9_]+$/.test(name)
    ? whyTooLong(name, 'name', limits.maxNameChars)
    : { at: 'name', words: sentence('whatsapp.template.name', { most: limits.maxNameChars }) }

function whyTooLong(text: string | undefined, at: string, most: number): Reason | null {
  const length = chars(text ?? '')
  return length > most ? { at, words: sentence('whatsapp.template.too_long', { most, length }) } : null
}

function whyNotHeader({ header }: NewTemplate, samples: Samples): Reason | null {
  if (header && 'mediaId' in header) return whyNotSample(header, 'header.mediaId', samples)
  const line = headerLine(header)
  if (!line) return null
  const long = whyTooLong(line.text, 'header.text', limits.maxHeaderChars)
  if (long) return long
  const names = placeholdersIn(line.text)
  if (names.length > limits.maxHeaderPlaceholders)
    return { at: 'header.text', words: sentence('whatsapp.template.header_placeholders', { most: limits.maxHeaderPlaceholders }) }
  return names.length && !line.example?.trim()
    ? { at: 'header.example', words: sentence('whatsapp.template.example', { name: names[0]! }) }
    : null
}

function whyNotSample(
  { type, mediaId }: { type: 'image' | 'video' | 'file'; mediaId: string },
  at: string,
  samples: Samples,
): Reason | null {
  const sample = samples.get(mediaId)
  if (!sample) return null
  const { types, mostBytes } = limits.samples[type]
  if (!types.some((one) => one === sample.type))
    return { at, words: sentence('whatsapp.template.sample_type', { type: sample.type, types: types.join(', ') }) }
  return sample.size > mostBytes ? { at, words: sentence('whatsapp.template.sample_size', { most: mostBytes, size: sample.size }) } : null
}

function whyNotText(body: NewTemplate['body'], at: string, most: number): Reason | null {
  const here = `${at}.text`
  const long = whyTooLong(body.text, here, most)
  if (long) return long
  const names = placeholdersIn(body.text)
  const text = body.text.trim()
  if (/^\{\{[^{}]*\}\}|\{\{[^{}]*\}\}$/.test(text)) return { at: here, words: sentence('whatsapp.template.edge') }
  if (/\}\}\s*\{\{/.test(text)) return { at: here, words: sentence('whatsapp.template.touching') }
  const numbers = names.filter((name) => /^\d+$/.test(name))
  if (numbers.length && numbers.length < names.length) return { at: here, words: sentence('whatsapp.template.mixed') }
  if (numbers.some((_, index) => !numbers.includes(String(index + 1))))
    return { at: here, words: sentence('whatsapp.template.numbers', { most: numbers.length }) }
  // 13.2, row 2.2.
  const odd = names.find((name) => !/^(\d+|[a-z_]+)$/.test(name))
  if (odd !== undefined) return { at: here, words: sentence('whatsapp.template.placeholder_name', { name: odd }) }
  const bare = names.find((name) => !body.examples?.[name]?.trim())
  return bare === undefined ? null : { at: `${at}.examples`, words: sentence('whatsapp.template.example', { name: bare }) }
}

function whyNotFooter({ footer = '' }: NewTemplate): Reason | null {
  const long = whyTooLong(footer, 'footer', limits.maxFooterChars)
  if (long) return long
  return placeholdersIn(footer).length ? { at: 'footer', words: sentence('whatsapp.template.footer_placeholders') } : null
}

function whyNotButtons(buttons: NewTemplateButton[], at: string, most: number): Reason | null {
  for (const [index, button] of buttons.entries()) {
    const why = whyNotButton(button, `${at}.${index}`)
    if (why) return why
  }
  const counts = [
    ['buttons', buttons.length, most],
    ['link', buttons.filter(({ type }) => type === 'link').length, limits.maxLinks],
    ['phone', buttons.filter(({ type }) => type === 'phone').length, limits.maxPhones],
    ['code', buttons.filter(({ type }) => type === 'code').length, limits.maxCodes],
  ] as const
  const many = counts.find(([, count, limit]) => count > limit)
  if (many) return { at, words: sentence('whatsapp.template.too_many', { of: many[0], most: many[2], count: many[1] }) }
  // Replies stand together: they begin at most once.
  const begins = buttons.filter(({ type }, index) => type === 'reply' && buttons[index - 1]?.type !== 'reply').length
  return begins > 1 ? { at, words: sentence('whatsapp.template.grouped') } : null
}

function whyNotButton({ type, title, url = '', example }: NewTemplateButton, at: string): Reason | null {
  const long =
    whyTooLong(title, `${at}.title`, limits.maxButtonTitleChars) ??
    whyTooLong(url, `${at}.url`, limits.maxUrlChars) ??
    (type === 'code' ? whyTooLong(example, `${at}.example`, limits.maxCodeChars) : null)
  if (long) return long
  const found = placeholdersIn(url)
  if (found.length > 1 || (found.length === 1 && !url.trim().endsWith('}}')))
    return { at: `${at}.url`, words: sentence('whatsapp.template.url_placeholder') }
  return (found.length || type === 'code') && !example?.trim()
    ? { at: `${at}.example`, words: sentence('whatsapp.template.example', { name: found[0] ?? 'code' }) }
    : null
}

/** A carousel (5.2 and 5.8; how the cards are alike is from memory). */
function whyNotCards({ header, footer, buttons = [] }: NewTemplate, cards: NewTemplateCard[], samples: Samples): Reason | null {
  if (header || footer !== undefined || buttons.length) return { at: 'cards', words: sentence('whatsapp.template.cards_alone') }
  if (cards.length < 2 || cards.length > limits.maxCards)
    return { at: 'cards', words: sentence('whatsapp.template.cards_count', { most: limits.maxCards, count: cards.length }) }
  for (const [index, card] of cards.entries()) {
    const at = `cards.${index}`
    if (!card.buttons.length) return { at: `${at}.buttons`, words: sentence('whatsapp.template.card_buttons') }
    const why =
      whyNotSample(card.header, `${at}.header.mediaId`, samples) ??
      (card.body ? whyNotText(card.body, `${at}.body`, limits.maxCardBodyChars) : null) ??
      whyNotButtons(card.buttons, `${at}.buttons`, limits.maxCardButtons)
    if (why) return why
  }
  const shapes = new Set(cards.map((card) => JSON.stringify([card.header.type, Boolean(card.body), card.buttons.map(({ type }) => type)])))
  return shapes.size > 1 ? { at: 'cards', words: sentence('whatsapp.template.cards_alike') } : null
}
