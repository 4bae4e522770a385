import type { Catalogue } from '../../server/model/sentence.ts'
import { english, makeTexts } from '../../server/texts.ts'

/** A language in which every sentence is marked, with its places, so that text made in English only stands out. */
export const pseudoLanguage: Catalogue = Object.fromEntries(
  Object.entries(english).map(([key, text]) => [key, `⟦${key}${(text.match(/\{\{.+?\}\}/g) ?? []).map((place) => ` ${place}`).join('')}⟧`]),
)

/** In place of `deps.textsFor`: who accepts `xx` reads the marked sentences. */
export const marked = makeTexts({ xx: pseudoLanguage })
export const acceptMarked = { 'accept-language': 'xx' }

/** The texts that are not a sentence of the catalogue. An empty text says nothing. */
export const unmarked = (texts: string[]): string[] => texts.filter((text) => text !== '' && !/^⟦.*⟧$/s.test(text))
