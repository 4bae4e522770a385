import { spanWords } from './spanWords.ts'

declare const isMade: unique symbol
/**
 * A sentence for people as rows hold it: its key in a catalogue, or, with what fills its places, `{"key":…,"data":{…}}`. The text is made
 * in the reader's language when it is read (`textsIn`). Plain text is none and does not compile as one.
 */
export type Sentence = string & { readonly [isMade]: true }

/**
 * Sentences by their key. `{{name}}` is a place for data (of a length of time where the name ends in `Ms`), `{{>name}}` one for other
 * sentences: several are listed with "and", with "or" in `{{>name|or}}`.
 */
export type Catalogue = Readonly<Record<string, string>>

type PlacesOf<Text extends string> = Text extends `${string}{{${infer Place}}}${infer Rest}` ? NameOf<Place> | PlacesOf<Rest> : never
type NameOf<Place extends string> = Place extends `${infer Name}|or` ? Name : Place
type DataOf<Text extends string> = {
  [Place in PlacesOf<Text> as Place extends `>${infer Name}` ? Name : Place]: Place extends `>${string}`
    ? Sentence | Sentence[]
    : string | number
}

/**
 * Makes the sentences of a module's catalogue.
 * Out: a function from a key and the data of its places to what is stored. A key that is not in the catalogue and a place without data do
 *      not compile.
 */
export const sentencesOf =
  <const Own extends Catalogue>(_own: Own) =>
  <Key extends keyof Own & string>(key: Key, ...[data]: [PlacesOf<Own[Key]>] extends [never] ? [] : [DataOf<Own[Key]>]): Sentence =>
    (data ? JSON.stringify({ key, data }) : key) as Sentence

/** The same sentences with a prefix before their keys, for tables whose keys are codes. */
export const keyed = <const Prefix extends string, const Own extends Catalogue>(prefix: Prefix, own: Own) =>
  Object.fromEntries(Object.entries(own).map(([code, text]) => [`${prefix}.${code}`, text])) as {
    readonly [Code in keyof Own & string as `${Prefix}.${Code}`]: Own[Code]
  }

type Parts = { key: string; data?: Record<string, unknown> }
const bareKey = /^[a-z]\w*(?:\.\w+)+$/

/** The key and the data of what a column holds; null for text as releases before stored it. */
export function partsOf(stored: string): Parts | null {
  if (bareKey.test(stored)) return { key: stored }
  if (!stored.startsWith('{')) return null
  try {
    const read = JSON.parse(stored) as Partial<Parts>
    return typeof read.key === 'string' ? (read as Parts) : null
  } catch {
    return null
  }
}

type List = Intl.ListFormat

/** Makes the text of what a column holds. Text of releases before comes back as it is. */
export type TextOf = (stored: string) => string

const place = /\{\{(>?)(\w+)(\|or)?\}\}/g

/**
 * Reads sentences in one language.
 * In:     the language as a tag ("en"), its sentences, and those of English for what it lacks.
 * Out:    the function that makes texts. A key that neither has (of a newer release) comes back as it is; a place without data stays empty.
 * Errors: none.
 */
export function textsIn(language: string, own: Catalogue, english: Catalogue = own): TextOf {
  const [and, or] = (['conjunction', 'disjunction'] as const).map((type) => new Intl.ListFormat(language, { type })) as [List, List]
  const nestedIn = (value: unknown, list: List): string =>
    Array.isArray(value) ? list.format(value.map((one) => nestedIn(one, list))) : typeof value === 'string' ? textOf(value) : ''
  const dataIn = (name: string, value: unknown): string => {
    if (typeof value === 'number' && name.endsWith('Ms')) return spanWords(value, language)
    return typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  }
  const textOf: TextOf = (stored) => {
    const sentence = partsOf(stored)
    if (!sentence) return stored
    const from = [own, english].find((catalogue) => Object.hasOwn(catalogue, sentence.key))
    if (!from) return sentence.key
    const text = from[sentence.key]!
    const data = sentence.data ?? {}
    return text.replace(place, (_place, nested: string, name: string, either: string | undefined) =>
      nested ? nestedIn(data[name], either ? or : and) : dataIn(name, data[name]),
    )
  }
  return textOf
}

/** The places of a text, with `>` those for sentences. */
export const placesOf = (text: string): string[] => [...text.matchAll(place)].map(([, nested, name]) => `${nested}${name}`).toSorted()
