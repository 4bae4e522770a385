import type { Template } from './content.ts'
import { placeholdersIn, type TemplateDefinition } from './template.ts'

/** What a template without a person to choose its parameters takes: `{{1}}` is the name, `{{2}}` the text. */
const byNumber: Record<string, string> = { 1: 'name', 2: 'message' }

/**
 * A template with the details of a person, for those that are sent in place of a text.
 * In:  the value of a detail by its name, small: `name`, `first_name`, `email`, `phone`, `username`, `message` (the text) or of their own.
 * Out: the template to send; whether it fits, a missing detail among it, is the channel's to say.
 */
export function withDetails({ name, language, parts }: TemplateDefinition, detail: (name: string) => string | null): Template {
  const value = (place: string) => (detail(byNumber[place] ?? place.toLowerCase()) ?? '').replace(/\s+/gu, ' ').trim()
  const header = parts.header?.type === 'text' ? placeholdersIn(parts.header.text) : []
  const body = placeholdersIn(parts.body)
  const isNamed = body.some((place) => !/^\d+$/.test(place))
  return {
    name,
    language,
    parameters: {
      header: header.map(value),
      body: isNamed
        ? Object.fromEntries(body.map((place) => [place, value(place)]))
        : body.toSorted((a, b) => Number(a) - Number(b)).map(value),
    },
  }
}

/** The numbered places of a template for which no detail is meant. */
export const placesWithoutDetail = ({ parts: { header, body } }: TemplateDefinition): string[] =>
  [...(header?.type === 'text' ? placeholdersIn(header.text) : []), ...placeholdersIn(body)].filter(
    (place) => /^\d+$/.test(place) && !(place in byNumber),
  )
