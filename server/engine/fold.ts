import { asciiDigits, equalLetters, oneSpelling, unspaced } from './signs.ts'

/**
 * Folding makes two spellings of the same word equal. Words are found by Unicode, not by ASCII. Every comparison of what a person wrote
 * with what an owner typed goes through this file.
 */

/**
 * More characters than a comment or a message has. The rest of a text is not compared, before and after NFKC: that turns the one character
 * U+FDFA into eighteen letters, so a short message could take as long as a very long one.
 */
export const longestFolded = 10_000

/** Text that needs no Unicode handling; most comments. */
const asciiOnly = /^[ -~\s]*$/

/**
 * Accents and signs that nobody types in a hurry: combining marks of Latin, Greek and Cyrillic and those of no script of their own,
 * Hebrew points, Arabic vowel signs and tatweel, the dot of Hindi (nukta: क़ीमत is typed कीमत), the skin of an emoji, and everything
 * invisible (joiners, variation selectors, so that ❤ and ❤️ are one). Vowel signs of Indian scripts and the voicing marks of Japanese are
 * letters to their readers and stay.
 */
const dropped =
  /(?![\u3099\u309a])(?=[\p{Mn}\p{Me}])[\p{sc=Zinh}\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}]|[\u0640\u093c]|\p{Emoji_Modifier}|\p{Default_Ignorable_Code_Point}/gu

const equalLetter = new RegExp(`[${Object.keys(equalLetters).join('')}]`, 'gu')
/** Hiragana and katakana spell the same words, 96 places apart. */
const katakana = /[\u30a1-\u30f6]/g
const toHiragana = (sign: string): string => String.fromCharCode(sign.charCodeAt(0) - 96)

/**
 * Folds a text for comparing.
 * In:     any string, broken surrogates too; the first `longestFolded` characters of it count.
 * Out:    NFKC, lower case in full and in no language (ß is ss, İ and ı are i), without accents and invisible signs, digits in
 *         ASCII, equal letters as one (signs.ts), blanks collapsed. Folding what is folded changes nothing.
 * Errors: none.
 */
export function fold(whole: string): string {
  const text = whole.slice(0, longestFolded)
  if (asciiOnly.test(text)) return oneAccent(text).toLowerCase().replace(/\s+/g, ' ').trim()
  const signs = asciiDigits(oneSpelling(oneSpelling(text).normalize('NFKC').slice(0, longestFolded)))
  // Lower, upper and lower again: ẞ has no upper case of its own, ß has no lower one.
  const lower = signs.toLowerCase().toUpperCase().toLowerCase().normalize('NFKD')
  return lower
    .replace(katakana, toHiragana)
    .replace(equalLetter, (found) => equalLetters[found]!)
    .replace(dropped, '')
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The one sign of ASCII that is another spelling. */
const oneAccent = (text: string): string => (text.includes('`') ? text.replaceAll('`', "'") : text)

const wordSign = /[\p{L}\p{N}\p{M}]/u
/** Two of them are a flag. */
const flagLetter = /\p{Regional_Indicator}/u

const OTHER = 1
const WORD = 2
const UNSPACED = 3
const FLAG = 4

/** The kind of every character of the first plane, filled on first use: the regular expressions are too slow for every letter. */
const known = new Uint8Array(65536)

function kindOf(codePoint: number): number {
  if (codePoint < 65536 && known[codePoint] !== 0) return known[codePoint]!
  const sign = String.fromCodePoint(codePoint)
  const kind = flagLetter.test(sign) ? FLAG : !wordSign.test(sign) ? OTHER : unspaced.test(sign) ? UNSPACED : WORD
  if (codePoint < 65536) known[codePoint] = kind
  return kind
}

/**
 * Whether a word may begin or end at `index`: not between two letters, digits or marks of a script with blanks, nor inside a flag (🇪🇺 does
 * not stand in 🇩🇪🇺🇸).
 * In:  a folded text, an index in UTF-16 units.
 */
export function isBoundary(text: string, index: number): boolean {
  if (index <= 0 || index >= text.length) return true
  const before = text.charCodeAt(index - 1)
  const paired = before >= 0xdc00 && before <= 0xdfff && index > 1
  const kind = kindOf(paired ? text.codePointAt(index - 2)! : before)
  if (kind !== kindOf(text.codePointAt(index)!)) return true
  return kind === FLAG ? isBetweenFlags(text, index) : kind !== WORD
}

/**
 * Flags have no separator between them: they are counted in pairs from the start of the run. In real texts a run has a few dozen at most.
 */
function isBetweenFlags(text: string, index: number): boolean {
  let start = index
  while (index - start < 400 && start >= 2 && flagLetter.test(text.slice(start - 2, start))) start -= 2
  return (index - start) % 4 === 0
}

/** A folded text without punctuation and pictures: "STOP!!! 🛑" is "stop". */
export const bareWords = (text: string): string =>
  fold(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim()
