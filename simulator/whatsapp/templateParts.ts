import { list, text, type Params } from '../platform/params.ts'

/** `text` of `{{text}}`, in the order they stand there. */
export const placesIn = (words: string): string[] => [...words.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, name]) => name!.trim())

/** The part of a template with this type; its types may be in lower case. */
export const componentOf = (components: Params[], type: string): Params | undefined => components.find((one) => typeOf(one) === type)

/** `type` in upper case. */
export const typeOf = (part: Params): string => (text(part, 'type') ?? '').toUpperCase()

export function buttonsOf(components: Params[]): Params[] {
  const part = componentOf(components, 'BUTTONS')
  return part ? list(part['buttons'] ?? [], 'buttons') : []
}
