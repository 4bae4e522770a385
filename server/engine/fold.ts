/**
 * Folding makes two spellings of the same word equal, and words are found by Unicode, not by ASCII.
 * Everything that compares what a person wrote with what an owner typed goes through here.
 */

/** Text that needs no Unicode work; most comments. */
const plain = /^[ -~\s]*$/

/** Spellings of the same sign that NFKC keeps apart: phones type curly quotes and long dashes by themselves. */
const apostrophes = /[’‘‛ʼ´`]/g
const quotes = /[“”„‟«»]/g
const dashes = /[‐‑‒–—−]/g
const oneSpelling = (text: string): string => text.replace(apostrophes, "'").replace(quotes, '"').replace(dashes, '-')

/**
 * Accents and signs that nobody types in a hurry: combining marks of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs
 * and tatweel, and everything invisible (joiners, variation selectors, so that ❤ and ❤️ are one). Vowel signs of Indian scripts and
 * the voicing marks of Japanese are letters to their readers and stay.
 */
const dropped = new RegExp(
  [
    '[\\u0300-\\u036f]',
    '[\\u0483-\\u0487]',
    '[\\u0591-\\u05c7]',
    '[\\u0610-\\u061a]',
    '\\u0640',
    '[\\u064b-\\u065f]',
    '\\u0670',
    '[\\u1ab0-\\u1aff]',
    '[\\u1dc0-\\u1dff]',
    '[\\u20d0-\\u20ff]',
    '[\\ufe20-\\ufe2f]',
    '\\p{Default_Ignorable_Code_Point}',
  ].join('|'),
  'gu',
)

/** Letters that carry their accent inside and do not decompose, and the two shapes of sigma. */
const letters: Record<string, string> = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ħ: 'h', ŧ: 't', ς: 'σ' }
const letter = /[øłđðþæœħŧς]/g

/**
 * Folds a text for comparing.
 * In:     any string, broken surrogates too.
 * Out:    NFKC, lower case in full and in no language (ß is ss, İ and ı are i), without accents and invisible signs, blanks collapsed.
 *         Folding what is folded changes nothing.
 * Errors: none.
 */
export function fold(text: string): string {
  if (plain.test(text)) return text.replace(apostrophes, "'").toLowerCase().replace(/\s+/g, ' ').trim()
  const signs = oneSpelling(oneSpelling(text).normalize('NFKC'))
  // Down, up and down again: ẞ has no upper case of its own, ß has no lower one.
  const lower = signs.toLowerCase().toUpperCase().toLowerCase().normalize('NFKD')
  return lower
    .replace(dropped, '')
    .replace(letter, (found) => letters[found] ?? found)
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
}

const wordSign = /[\p{L}\p{N}\p{M}]/u

/**
 * Scripts that put no blank between words, or, in Korean, glue particles to them: there a whole word cannot be told from a part of
 * one, so that "whole word" means "contains" (价格 in 请问价格多少).
 */
const unspaced =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Tibetan}]/u

const OTHER = 1
const WORD = 2
const UNSPACED = 3

/** The kind of every sign of the first plane, filled when first asked for: the regular expressions are too slow for every letter. */
const known = new Uint8Array(65536)

function kindOf(codePoint: number): number {
  if (codePoint < 65536 && known[codePoint] !== 0) return known[codePoint]!
  const sign = String.fromCodePoint(codePoint)
  const kind = !wordSign.test(sign) ? OTHER : unspaced.test(sign) ? UNSPACED : WORD
  if (codePoint < 65536) known[codePoint] = kind
  return kind
}

/**
 * Whether a word may begin or end at `index`: not between two letters, digits or marks of a script with blanks.
 * In:  a folded text, an index in UTF-16 units.
 */
export function isBoundary(text: string, index: number): boolean {
  if (index <= 0 || index >= text.length) return true
  const before = text.charCodeAt(index - 1)
  const paired = before >= 0xdc00 && before <= 0xdfff && index > 1
  return !(kindOf(paired ? text.codePointAt(index - 2)! : before) === WORD && kindOf(text.codePointAt(index)!) === WORD)
}

/** Whether a folded phrase stands in a folded text as whole words. An empty phrase stands nowhere. */
export function hasWord(text: string, phrase: string): boolean {
  if (phrase === '') return false
  for (let at = text.indexOf(phrase); at !== -1; at = text.indexOf(phrase, at + 1)) {
    if (isBoundary(text, at) && isBoundary(text, at + phrase.length)) return true
  }
  return false
}

/** A folded text without punctuation and pictures: "STOP!!! 🛑" is "stop". */
export const bareWords = (text: string): string =>
  fold(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim()
