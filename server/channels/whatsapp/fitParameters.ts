import type { FilledParameter, FilledTemplate, Media, Template, TemplateCard } from '../../model/content.ts'
import type { Sentence } from '../../model/sentence.ts'
import { placeholdersIn, type TemplateButton, type TemplateDefinition, type TemplateFit, withValues } from '../../model/template.ts'
import { sentence } from './sentences.ts'

type Reason = { code: string; words: Sentence; isPassing?: true }
type Part = 'header' | 'body' | 'buttons'
const partNames = {
  header: sentence('whatsapp.template.header'),
  body: sentence('whatsapp.template.body'),
  buttons: sentence('whatsapp.template.buttons'),
}

/**
 * Puts the parameters of a message into its template (meta-platform.md 5.8).
 * In:  the template as it was last read, and what the message gives: a list alone is of the body.
 * Out: the message's template with its parameters at their places, and what the person reads; or why the platform would refuse it: the
 *      template cannot be sent now (132001, 132015, 132016), its parameters do not fit (132000, 132012).
 */
export function fitParameters(definition: TemplateDefinition, given: Template): TemplateFit {
  const { parts } = definition
  const why = whyNotUsable(definition) ?? whyNotHeader(definition, given.header) ?? whyNotLocation(definition, given)
  if (why) return why
  const values = Array.isArray(given.parameters) ? { body: given.parameters } : (given.parameters ?? {})
  const header = fill('header', parts.header?.type === 'text' ? parts.header.text : '', values.header)
  if ('code' in header) return header
  const body = fill('body', parts.body, values.body)
  if ('code' in body) return body
  const buttons = fillButtons(parts.buttons, values.buttons ?? [])
  if (!Array.isArray(buttons)) return buttons
  const cards = fillCards(definition, given.cards ?? [])
  if (!Array.isArray(cards)) return cards
  const text = [header.text, body.text, parts.footer ?? '', ...cards.map((card) => card.text)].filter(Boolean).join('\n')
  const { filled: _, ...rest } = given
  const filled: FilledTemplate = {
    category: definition.category,
    text,
    header: header.parameters,
    body: body.parameters,
    buttons,
    ...(cards.length && { cards: cards.map(({ filled }) => filled) }),
  }
  return { template: { ...rest, filled } }
}

/** 5.8: states after which the platform approves a template (again) by itself. */
const passing = new Set<TemplateDefinition['status']>(['pending', 'paused', 'in_appeal'])

function whyNotUsable({ name, language, status, parts }: TemplateDefinition): Reason | null {
  const of = { name, language }
  if (status !== 'approved')
    return {
      code: 'template_not_usable',
      words: sentence('whatsapp.template.not_approved', { ...of, status: status.replaceAll('_', ' ') }),
      ...(passing.has(status) && { isPassing: true as const }),
    }
  const buttons = [...parts.buttons, ...(parts.cards ?? []).flatMap((card) => card.buttons)]
  if (parts.hasMore || buttons.some(({ type }) => type === 'flow' || type === 'other'))
    return { code: 'template_not_possible', words: sentence('whatsapp.template.not_possible', of) }
  return null
}

function whyNotHeader({ name, parts }: TemplateDefinition, file: Media | undefined): Reason | null {
  const wanted = parts.header && parts.header.type !== 'text' && parts.header.type !== 'location' ? parts.header.type : null
  if (wanted === (file?.type ?? null)) return null
  return wanted
    ? { code: 'template_wrong', words: sentence('whatsapp.template.header_file', { name, type: wanted }) }
    : { code: 'template_wrong', words: sentence('whatsapp.template.no_header_file', { name }) }
}

/** The platform needs all four parts of a place (5.8; which: M). */
function whyNotLocation({ name, parts }: TemplateDefinition, { location }: Template): Reason | null {
  if (parts.header?.type !== 'location')
    return location ? { code: 'template_wrong', words: sentence('whatsapp.template.no_location', { name }) } : null
  return location?.name && location.address ? null : { code: 'template_wrong', words: sentence('whatsapp.template.location', { name }) }
}

type FilledCard = { text: string; filled: NonNullable<FilledTemplate['cards']>[number] }

/** All cards of a carousel, each with its file and its parameters. */
function fillCards({ name, parts: { cards = [] } }: TemplateDefinition, given: TemplateCard[]): Reason | FilledCard[] {
  if (given.length !== cards.length)
    return { code: 'template_wrong', words: sentence('whatsapp.template.cards', { name, wanted: cards.length, given: given.length }) }
  const filled: FilledCard[] = []
  for (const [at, { header, body: text, buttons: taps }] of cards.entries()) {
    const card = given[at]!
    if (card.header?.type !== header.type)
      return { code: 'template_wrong', words: sentence('whatsapp.template.card_file', { card: at + 1, type: header.type }) }
    const body = fill('body', text, card.body)
    if ('code' in body) return body
    const buttons = fillButtons(taps, card.buttons ?? [])
    if (!Array.isArray(buttons)) return buttons
    filled.push({ text: body.text, filled: { body: body.parameters, buttons } })
  }
  return filled
}

/** A template whose placeholders have names takes them by name; a list is in the order in which they stand. */
function fill(
  part: Exclude<Part, 'buttons'>,
  text: string,
  given: string[] | Record<string, string> = [],
): Reason | { text: string; parameters: FilledParameter[] } {
  const found = placeholdersIn(text)
  const isNamed = found.some((name) => !/^\d+$/.test(name))
  // Numbers may stand in another order than they count.
  const wanted = isNamed ? found : found.toSorted((a, b) => Number(a) - Number(b))
  const list = Array.isArray(given)
  const names = list ? wanted : Object.keys(given)
  const missing = list ? [] : wanted.filter((name) => !Object.hasOwn(given, name))
  const unknown = list ? [] : names.filter((name) => !wanted.includes(name))
  if (missing.length || unknown.length)
    return wrong('whatsapp.template.names', part, { wanted: wanted.join(', ') || '–', given: names.join(', ') || '–' })
  if (list && given.length !== wanted.length) return wrong('whatsapp.template.count', part, { wanted: wanted.length, given: given.length })
  const values = new Map(wanted.map((name, index) => [name, list ? given[index]! : given[name]!]))
  const bad = [...values].find(([, value]) => !isPlain(value))
  if (bad) return wrong('whatsapp.template.value', part, { name: bad[0] })
  const parameters = [...values].map(([name, value]) => ({ text: value, ...(isNamed && { name }) }))
  return { text: withValues(text, values), parameters }
}

/** 132012: neither empty, nor with line breaks, tabs or more than four spaces in a row. */
const isPlain = (value: string): boolean => value.trim() !== '' && !/[\n\r\t]| {5}/.test(value)

function wrong(
  key: 'whatsapp.template.count' | 'whatsapp.template.names' | 'whatsapp.template.value',
  part: Part,
  data: Record<string, string | number>,
): Reason {
  return { code: 'template_wrong', words: sentence(key, { ...data, part: partNames[part] } as never) }
}

/**
 * Links with a placeholder and codes need a value each; a reply may carry one. So values are of those that need one, or of those and all
 * replies, in the order of the buttons.
 */
function fillButtons(buttons: TemplateButton[], values: string[]): Reason | FilledTemplate['buttons'] {
  const all = buttons.flatMap(({ type, url }, index): { index: number; as: 'url' | 'payload' | 'code' }[] => {
    if (type === 'link' && placeholdersIn(url ?? '').length) return [{ index, as: 'url' }]
    return type === 'code' ? [{ index, as: 'code' }] : type === 'reply' ? [{ index, as: 'payload' }] : []
  })
  const needed = all.filter(({ as }) => as !== 'payload')
  const taken = values.length === needed.length ? needed : values.length === all.length ? all : null
  if (!taken) return wrong('whatsapp.template.count', 'buttons', { wanted: needed.length, given: values.length })
  const bad = values.findIndex((value) => !isPlain(value))
  if (bad !== -1) return wrong('whatsapp.template.value', 'buttons', { name: String(bad + 1) })
  return taken.map((one, index) => ({ ...one, text: values[index]! }))
}
