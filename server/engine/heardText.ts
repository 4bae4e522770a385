import { fold, isBoundary } from './fold.ts'
import { separator } from './signs.ts'

/** A text prepared for keyword search. Both lists are null in nearly all texts. */
export type HeardText = {
  /** Folded. */
  text: string
  /** Positions of removed invisible separators: a word may begin or end there. */
  seams: number[] | null
  /** Mentions, as [start, end). */
  mentions: [number, number][] | null
}

/** A handle after @, in any script; one letter or digit before the @ makes it an address. A dot at the end is punctuation. */
const mention = /(?<![\p{L}\p{N}\p{M}_])@[\p{L}\p{N}\p{M}_](?:[\p{L}\p{N}\p{M}_.]*[\p{L}\p{N}\p{M}_])?/gu

/**
 * Prepares a text for keyword search.
 * In:     the text a person wrote.
 * Out:    folded, with what folding would lose.
 * Errors: none.
 */
export function heardText(written: string): HeardText {
  const text = fold(written)
  return { text, seams: seamsOf(written, text), mentions: text.includes('@') ? mentionsOf(text) : null }
}

function mentionsOf(text: string): [number, number][] | null {
  const found = [...text.matchAll(mention)].map(({ index, 0: { length } }): [number, number] => [index, index + length])
  return found.length > 0 ? found : null
}

/** A character that Unicode promises never to assign: it replaces a separator while the text around it is folded. */
const STAND_IN = '\ufdd0'

function seamsOf(written: string, folded: string): number[] | null {
  if (written.search(separator) === -1) return null
  const marked = fold(written.replaceAll(STAND_IN, '').replace(separator, STAND_IN))
    .replace(/\ufdd0+/g, STAND_IN)
    .replace(/\ufdd0?(?:\s\ufdd0?)+/g, ' ')
  const seams: number[] = []
  let text = ''
  for (const part of marked.split(STAND_IN)) {
    if (text !== '') seams.push(text.length)
    text += part
  }
  // Two halves of one letter with a separator between them: then the text is one word.
  return text === folded ? seams.filter((seam) => seam < text.length) : null
}

/**
 * Whether a phrase at [start, end) counts: not inside a mention, unless it is the mention (`@shop`) or extends beyond it, and as whole
 * words where the trigger asks for these.
 */
export function isHeard({ text, seams, mentions }: HeardText, start: number, end: number, asWords: boolean): boolean {
  if (mentions?.some(([from, to]) => start < to && end > from && (start > from || end < to))) return false
  if (!asWords) return true
  const edge = (index: number): boolean => isBoundary(text, index) || (seams?.includes(index) ?? false)
  return edge(start) && edge(end)
}

/** Whether a text contains a folded phrase. An empty phrase is contained nowhere. */
export function hears(heard: HeardText, phrase: string, asWords: boolean): boolean {
  if (phrase === '') return false
  for (let at = heard.text.indexOf(phrase); at !== -1; at = heard.text.indexOf(phrase, at + 1)) {
    if (isHeard(heard, at, at + phrase.length, asWords)) return true
  }
  return false
}
