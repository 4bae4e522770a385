import type { GivenFile } from '../../model/capabilities.ts'
import type { Sentence } from '../../model/sentence.ts'
import { headerLine, type NewTemplate, placeholdersIn } from '../../model/template.ts'
import { templateLimits as limits } from './limits.ts'
import { sentence } from './sentences.ts'

type Sample = Pick<GivenFile, 'type' | 'size'>
type Reason = { at: string; words: Sentence }
const chars = (text: string): number => Array.from(text).length

/**
 * Which limit of the platform a new template exceeds (meta-platform.md 5.8; 13.1 row 1.14; 13.2 rows 2.1 and 2.2), before it is asked.
 * In:  a template as the API takes it, and the file of its header.
 * Out: at which part, and in words; null: none. What only the platform knows (a name that is taken, a text that is there already) is its
 *      own refusal.
 */
export function whyNotCreatable(template: NewTemplate, sample: Sample | null): Reason | null {
  return (
    whyNotName(template) ??
    whyNotSample(template, sample) ??
    whyNotLengths(template) ??
    whyNotPlaceholders(template) ??
    whyNotButtons(template)
  )
}

function whyNotSample({ header }: NewTemplate, sample: Sample | null): Reason | null {
  if (!header || !sample || !('mediaId' in header)) return null
  const at = 'header.mediaId'
  const { types, mostBytes } = limits.samples[header.type]
  if (!types.some((type) => type === sample.type))
    return { at, words: sentence('whatsapp.template.sample_type', { type: sample.type, types: types.join(', ') }) }
  return sample.size > mostBytes ? { at, words: sentence('whatsapp.template.sample_size', { most: mostBytes, size: sample.size }) } : null
}

const whyNotName = ({ name }: NewTemplate): Reason | null =>
  /^[a-z0-9_]+$/.test(name) ? null : { at: 'name', words: sentence('whatsapp.template.name', { most: limits.maxNameChars }) }

function whyNotLengths({ name, header, body, footer, buttons = [] }: NewTemplate): Reason | null {
  const lengths: [at: string, text: string | undefined, most: number][] = [
    ['name', name, limits.maxNameChars],
    ['header.text', headerLine(header)?.text, limits.maxHeaderChars],
    ['body.text', body.text, limits.maxBodyChars],
    ['footer', footer, limits.maxFooterChars],
    ...buttons.flatMap(({ type, title, url, example }, index): typeof lengths => [
      [`buttons.${index}.title`, title, limits.maxButtonTitleChars],
      [`buttons.${index}.url`, url, limits.maxUrlChars],
      [`buttons.${index}.example`, type === 'code' ? example : undefined, limits.maxCodeChars],
    ]),
  ]
  const long = lengths.find(([, text, most]) => text !== undefined && chars(text) > most)
  return long ? { at: long[0], words: sentence('whatsapp.template.too_long', { most: long[2], length: chars(long[1]!) }) } : null
}

function whyNotPlaceholders({ header: above, body, footer, buttons = [] }: NewTemplate): Reason | null {
  const header = headerLine(above)
  const names = placeholdersIn(body.text)
  if (placeholdersIn(header?.text ?? '').length > limits.maxHeaderPlaceholders)
    return { at: 'header.text', words: sentence('whatsapp.template.header_placeholders', { most: limits.maxHeaderPlaceholders }) }
  if (placeholdersIn(footer ?? '').length) return { at: 'footer', words: sentence('whatsapp.template.footer_placeholders') }
  const text = body.text.trim()
  if (/^\{\{[^{}]*\}\}|\{\{[^{}]*\}\}$/.test(text)) return { at: 'body.text', words: sentence('whatsapp.template.edge') }
  if (/\}\}\s*\{\{/.test(text)) return { at: 'body.text', words: sentence('whatsapp.template.touching') }
  const numbers = names.filter((name) => /^\d+$/.test(name))
  if (numbers.length && numbers.length < names.length) return { at: 'body.text', words: sentence('whatsapp.template.mixed') }
  if (numbers.some((_, index) => !numbers.includes(String(index + 1))))
    return { at: 'body.text', words: sentence('whatsapp.template.numbers', { most: numbers.length }) }
  // 13.2, row 2.2.
  const odd = names.find((name) => !/^(\d+|[a-z_]+)$/.test(name))
  if (odd !== undefined) return { at: 'body.text', words: sentence('whatsapp.template.placeholder_name', { name: odd }) }
  const bare = names.find((name) => !body.examples?.[name]?.trim())
  if (bare !== undefined) return { at: 'body.examples', words: sentence('whatsapp.template.example', { name: bare }) }
  if (header && placeholdersIn(header.text).length && !header.example?.trim())
    return { at: 'header.example', words: sentence('whatsapp.template.example', { name: placeholdersIn(header.text)[0]! }) }
  for (const [index, { type, url = '', example }] of buttons.entries()) {
    const at = `buttons.${index}`
    const found = placeholdersIn(url)
    if (found.length > 1 || (found.length === 1 && !url.trim().endsWith('}}')))
      return { at: `${at}.url`, words: sentence('whatsapp.template.url_placeholder') }
    if ((found.length || type === 'code') && !example?.trim())
      return { at: `${at}.example`, words: sentence('whatsapp.template.example', { name: found[0] ?? 'code' }) }
  }
  return null
}

function whyNotButtons({ buttons = [] }: NewTemplate): Reason | null {
  const counts = [
    ['buttons', buttons.length, limits.maxButtons],
    ['link', buttons.filter(({ type }) => type === 'link').length, limits.maxLinks],
    ['phone', buttons.filter(({ type }) => type === 'phone').length, limits.maxPhones],
    ['code', buttons.filter(({ type }) => type === 'code').length, limits.maxCodes],
  ] as const
  const many = counts.find(([, count, most]) => count > most)
  if (many) return { at: 'buttons', words: sentence('whatsapp.template.too_many', { of: many[0], most: many[2], count: many[1] }) }
  // Replies stand together: they begin at most once.
  const begins = buttons.filter(({ type }, index) => type === 'reply' && buttons[index - 1]?.type !== 'reply').length
  return begins > 1 ? { at: 'buttons', words: sentence('whatsapp.template.grouped') } : null
}
