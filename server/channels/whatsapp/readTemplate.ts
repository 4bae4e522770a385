import {
  type TemplateButton,
  type TemplateDefinition,
  type TemplateHeader,
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

const known = new Set(['HEADER', 'BODY', 'FOOTER', 'BUTTONS'])

function partsOf(components: JsonObject[]): TemplateDefinition['parts'] {
  const of = (type: string) => components.find((one) => upper(one.type) === type)
  const header = of('HEADER')
  const shown = header ? headerOf(header) : null
  return {
    header: shown,
    body: textOf(of('BODY')?.text) ?? '',
    footer: textOf(of('FOOTER')?.text),
    buttons: listOf(of('BUTTONS')?.buttons)
      .slice(0, mostButtons)
      .map((one) => buttonOf(objectOf(one) ?? {})),
    // A carousel, an offer that ends, a call permission, and what is yet to come.
    hasMore: (header !== undefined && shown === null) || components.some((one) => !known.has(upper(one.type))),
  }
}

const files: Record<string, 'image' | 'video' | 'file' | 'location'> = {
  IMAGE: 'image',
  VIDEO: 'video',
  DOCUMENT: 'file',
  LOCATION: 'location',
}

function headerOf(header: JsonObject): TemplateHeader | null {
  const format = upper(header.format)
  if (format === 'TEXT') return { type: 'text', text: textOf(header.text) ?? '' }
  return Object.hasOwn(files, format) ? { type: files[format]! } : null
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
  return {
    type: Object.hasOwn(buttons, type) ? buttons[type]! : 'other',
    title: textOf(button.text) ?? '',
    ...(url !== null && { url }),
    ...(phone !== null && { phone }),
  }
}
