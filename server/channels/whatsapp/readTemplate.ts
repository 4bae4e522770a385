import {
  type TemplateButton,
  type TemplateDefinition,
  type TemplateHeader,
  type TemplatePartsOfCard,
  templateStatuses,
  type TemplateStatus,
} from '../../model/template.ts'
import { idOf, type JsonObject, listOf, objectOf, textOf } from '../meta/fields.ts'

const upper = (value: unknown): string => (textOf(value) ?? '').toUpperCase()
const qualities: Record<string, TemplateDefinition['quality']> = { GREEN: 'high', YELLOW: 'medium', RED: 'low' }
const mostButtons = 20

/** A template as the platform lists it (meta-platform.md 5.8; quality: 13.2, row 2.3); null without an id, a name or a language. */
export function readTemplate(item: unknown): TemplateDefinition | null {
  const given = objectOf(item)
  const [id, name, language] = [idOf(given?.id), textOf(given?.name), textOf(given?.language)]
  if (!given || !id || !name || !language) return null
  const reason = textOf(given.rejected_reason)
  return {
    id,
    name,
    language,
    category: (textOf(given.category) ?? 'other').toLowerCase(),
    status: statusOf(given.status),
    quality: qualities[upper(objectOf(given.quality_score)?.score)] ?? null,
    parts: partsOf(
      listOf(given.components)
        .map(objectOf)
        .filter((one) => one !== null),
    ),
    rejectedReason: reason && reason !== 'NONE' ? reason : null,
  }
}

/** The platform's word for a state, in ours. */
export function statusOf(value: unknown): TemplateStatus {
  const status = upper(value).toLowerCase()
  return templateStatuses.find((one) => one === status) ?? 'other'
}

const known = new Set(['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL'])

function partsOf(components: JsonObject[]): TemplateDefinition['parts'] {
  const of = (type: string) => components.find((one) => upper(one.type) === type)
  const header = of('HEADER')
  const shown = header ? headerOf(header) : null
  const carousel = of('CAROUSEL')
  const cards = carousel && listOf(carousel.cards).map(cardOf)
  const whole = cards?.filter((card) => card !== null)
  return {
    header: shown,
    body: textOf(of('BODY')?.text) ?? '',
    ...examplesOf(of('BODY')),
    footer: textOf(of('FOOTER')?.text),
    buttons: listOf(of('BUTTONS')?.buttons)
      .slice(0, mostButtons)
      .map((one) => buttonOf(objectOf(one) ?? {})),
    ...(whole?.length && { cards: whole }),
    // An offer that ends, a call permission, and what is yet to come.
    hasMore:
      (header !== undefined && shown === null) ||
      (whole !== undefined && (whole.length === 0 || whole.length < cards!.length)) ||
      components.some((one) => !known.has(upper(one.type))),
  }
}

/** The examples of a part by the names of its placeholders: a list by number, or with names (5.8). */
function examplesIn(part: JsonObject, key: 'header_text' | 'body_text'): Record<string, string> {
  const example = objectOf(part.example)
  const named = listOf(example?.[`${key}_named_params`]).flatMap((one): [string, string][] => {
    const [name, value] = [textOf(objectOf(one)?.param_name), textOf(objectOf(one)?.example)]
    return name !== null && value !== null ? [[name, value]] : []
  })
  const listed = listOf(example?.[key])
  const values = Array.isArray(listed[0]) ? listOf(listed[0]) : listed
  return Object.fromEntries(named.length ? named : values.map((value, index) => [String(index + 1), textOf(value) ?? '']))
}

function examplesOf(body: JsonObject | undefined): { examples?: Record<string, string> } {
  const examples = body ? examplesIn(body, 'body_text') : {}
  return Object.keys(examples).length ? { examples } : {}
}

const files: Record<string, 'image' | 'video' | 'file' | 'location'> = {
  IMAGE: 'image',
  VIDEO: 'video',
  DOCUMENT: 'file',
  LOCATION: 'location',
}

function headerOf(header: JsonObject): TemplateHeader | null {
  const format = upper(header.format)
  if (format === 'TEXT') {
    const example = Object.values(examplesIn(header, 'header_text'))[0]
    return { type: 'text', text: textOf(header.text) ?? '', ...(example !== undefined && { example }) }
  }
  return Object.hasOwn(files, format) ? { type: files[format]! } : null
}

/** A card of a carousel (5.8); null where it has parts that are not known. */
function cardOf(item: unknown): TemplatePartsOfCard | null {
  const {
    header,
    body,
    examples,
    buttons: taps,
    hasMore,
    footer,
    cards,
  } = partsOf(
    listOf(objectOf(item)?.components)
      .map(objectOf)
      .filter((one) => one !== null),
  )
  if (hasMore || cards || footer !== null || (header?.type !== 'image' && header?.type !== 'video')) return null
  return { header: { type: header.type }, body, ...(examples && { examples }), buttons: taps }
}

const buttons: Record<string, TemplateButton['type']> = {
  QUICK_REPLY: 'reply',
  URL: 'link',
  PHONE_NUMBER: 'phone',
  COPY_CODE: 'code',
  FLOW: 'flow',
}

function buttonOf(button: JsonObject): TemplateButton {
  const type = upper(button.type)
  const [url, phone] = [textOf(button.url), textOf(button.phone_number)]
  const example = textOf([button.example].flat()[0])
  return {
    type: Object.hasOwn(buttons, type) ? buttons[type]! : 'other',
    title: textOf(button.text) ?? '',
    ...(url !== null && { url }),
    ...(phone !== null && { phone }),
    ...(example !== null && { example }),
  }
}
