import { objectOf, storable } from './fields.ts'
import { contentDigest, keyOf } from './newEvent.ts'

const maxNames = 20
const maxNameChars = 60

const shorten = (word: string): string => storable(word.slice(0, maxNameChars))

/**
 * The details of a thing that no documentation describes, or that lacks its own id: kept small, because the stored payload has the rest.
 */
export function otherEvent(name: string, value: unknown): { key: string; kind: 'other'; detail: { part: string; holds: string[] } } {
  const holds = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : Object.keys(objectOf(value) ?? {})
  return {
    key: keyOf('other', shorten(name), contentDigest(value)),
    kind: 'other',
    detail: { part: shorten(name), holds: holds.slice(0, maxNames).map(shorten) },
  }
}
