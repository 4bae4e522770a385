import { placeholdersIn, type TemplateCategory } from '../../../server/model/template.ts'
import type { NewTemplateInput, ShownTemplate } from '../../../server/templates/templates.schemas.ts'

export const fileHeaders = ['image', 'video', 'file'] as const
export const headerTypes = ['none', 'text', ...fileHeaders, 'location'] as const
export type HeaderType = (typeof headerTypes)[number]
/** A header that is a file, of which the review needs a sample. */
export const isFileHeader = (type: HeaderType): type is (typeof fileHeaders)[number] => fileHeaders.some((one) => one === type)
export const buttonTypes = ['reply', 'link', 'phone', 'code'] as const
export type ButtonType = (typeof buttonTypes)[number]

/** A template as the editor holds it. `examples`: of the placeholders of the text, by name. `headerFile`: '' until one is uploaded. */
export type TemplateForm = {
  name: string
  language: string
  category: TemplateCategory
  headerType: HeaderType
  headerText: string
  headerExample: string
  headerFile: string
  text: string
  examples: Record<string, string>
  footer: string
  buttons: { type: ButtonType; title: string; url: string; phone: string; example: string }[]
}

export const emptyTemplate = (language: string): TemplateForm => ({
  name: '',
  language,
  category: 'utility',
  headerType: 'none',
  headerText: '',
  headerExample: '',
  headerFile: '',
  text: '',
  examples: {},
  footer: '',
  buttons: [],
})

const oneOf = <T extends string>(all: readonly T[], value: string, otherwise: T): T => all.find((one) => one === value) ?? otherwise

/** A stored template as the editor holds it. */
export const formOf = (template: ShownTemplate): TemplateForm => ({
  name: template.name,
  language: template.language,
  category: oneOf(['marketing', 'utility', 'authentication'], template.category, 'utility'),
  headerType: oneOf(headerTypes, template.header?.type ?? 'none', 'none'),
  headerText: template.header?.text ?? '',
  headerExample: template.header?.example ?? '',
  headerFile: template.header?.mediaId ?? '',
  text: template.body,
  examples: template.examples,
  footer: template.footer ?? '',
  buttons: template.buttons.map(({ type, title, url = '', phone = '', example = '' }) => ({
    type: oneOf(buttonTypes, type, 'reply'),
    title,
    url,
    phone,
    example,
  })),
})

/** Whether the editor can hold all parts of a template; one with others is changed at the platform. */
export const isEditable = ({ header, buttons, cards }: ShownTemplate): boolean =>
  cards.length === 0 &&
  (header === null || headerTypes.some((type) => type === header.type)) &&
  buttons.every(({ type }) => buttonTypes.some((one) => one === type))

const filled = (text: string) => text.trim() || undefined

/** What the API takes: without what is empty, and without examples of placeholders that are gone. */
export function inputOf(form: TemplateForm): NewTemplateInput {
  const names = placeholdersIn(form.text)
  const examples = Object.fromEntries(Object.entries(form.examples).filter(([name, value]) => names.includes(name) && value.trim()))
  const header = headerOf(form)
  const footer = filled(form.footer)
  return {
    name: form.name.trim(),
    language: form.language,
    category: form.category,
    body: { text: form.text.trim(), ...(names.length && { examples }) },
    ...(header && { header }),
    ...(footer !== undefined && { footer }),
    ...(form.buttons.length && { buttons: form.buttons.map(buttonOf) }),
  }
}

function headerOf({ headerType: type, headerText, headerExample, headerFile }: TemplateForm): NewTemplateInput['header'] {
  if (type === 'none') return undefined
  if (type === 'location') return { type }
  if (type !== 'text') return { type, mediaId: headerFile }
  const example = placeholdersIn(headerText).length ? filled(headerExample) : undefined
  return { text: headerText.trim(), ...(example !== undefined && { example }) }
}

function buttonOf({ type, title, url, phone, example }: TemplateForm['buttons'][number]) {
  const given = filled(example)
  const takesExample = type === 'code' || (type === 'link' && placeholdersIn(url).length > 0)
  return {
    type,
    ...(type !== 'code' && { title: title.trim() }),
    ...(type === 'link' && { url: url.trim() }),
    ...(type === 'phone' && { phone: phone.trim() }),
    ...(takesExample && given !== undefined && { example: given }),
  }
}

/** The text with a further numbered placeholder at its end. */
export function withPlaceholder(text: string): string {
  const numbers = placeholdersIn(text).map(Number).filter(Number.isInteger)
  return `${text}${text && !/\s$/.test(text) ? ' ' : ''}{{${Math.max(0, ...numbers) + 1}}} `
}
