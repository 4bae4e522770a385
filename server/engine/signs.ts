/**
 * The only table of equal characters: keywords, answers, opt-out words and button titles are all compared through it. It uses Unicode's
 * properties where they exist, and lists where they do not (apostrophes, letters without a decomposition).
 */

/** Phones insert curly apostrophes automatically; accents and primes are typed for them. Unicode has no property for "apostrophe". */
const apostrophe = /[’‘‚‛ʼʻʽʹʾʿˈˊˋ′‵´`ꞌ՚׳❛❜＇]/gu
/** Opening and closing quotation marks, and those that Unicode counts as brackets or plain punctuation. */
const quote = /[\p{Pi}\p{Pf}„‟״″＂]/gu
/** Every dash; the minus sign and the hyphen bullet are not among them. */
const dash = /[\p{Pd}−⁃]/gu

/** Apostrophes become ', quotation marks ", dashes -. */
export const oneSpelling = (text: string): string => text.replace(apostrophe, "'").replace(quote, '"').replace(dash, '-')

/** Digits of other scripts than ASCII. */
const foreignDigit = /[^\P{Nd}0-9]/gu
const isDigit = /^\p{Nd}$/u
const values = new Map<string, string>()

/** The digits of a script are ten neighbors from zero to nine (Unicode core specification, 4.6), so counting back gives the value. */
function valueOf(digit: string): string {
  const known = values.get(digit)
  if (known !== undefined) return known
  const codePoint = digit.codePointAt(0)!
  let first = codePoint
  while (isDigit.test(String.fromCodePoint(first - 1))) first--
  const value = String((codePoint - first) % 10)
  values.set(digit, value)
  return value
}

/** Writes the decimal digits of every script in ASCII: ٢٥, ۲۵, २५ and ２５ are 25. Superscripts, fractions and the like are no digits. */
export const asciiDigits = (text: string): string => text.replace(foreignDigit, valueOf)

/**
 * Letters that Unicode keeps apart and people type for each other: those with a stroke or hook, the shapes of sigma, and the
 * Arabic, Persian and Urdu forms of yeh, kaf, heh and alef. Each first letter, lower case and decomposed (NFKD), is read as what
 * follows it.
 */
const equals = 'øo łl đd ðd þth æae œoe ħh ŧt ɓb ɗd ƙk ƴy əe ǝe ςσ يی ىی كک ڪک ةه ہه ھه ەه ۃه ٱا'
export const equalLetters: Readonly<Record<string, string>> = Object.fromEntries(
  equals.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)]),
)

/**
 * Invisible characters that separate words: the zero-width space, marks of writing direction, and between Arabic letters the zero-width
 * non-joiner, which Persian uses before endings.
 */
export const separator = /[\u200b\p{Bidi_Control}]|(?<=\p{scx=Arab})\u200c/gu

/** All invisible characters: joiners, soft hyphens, variation selectors, separators. */
export const invisible = /\p{Default_Ignorable_Code_Point}/gu

/** Full-width forms of ASCII signs and letters, as East Asian keyboards type them. */
const fullWidth = /[！-～]/gu

/** The frame that makes a key of a digit: 1️⃣ is 1. */
const keycap = /(?<=\d\ufe0f?)\u20e3/g

/** Replaces an invisible separator inside a word, so that it counts: it is unknown whether it separates two words or was pasted along. */
const SEAM = '\u200b'
const seams = /(?<![\p{L}\p{N}\p{M}])\u200b|\u200b(?![\p{L}\p{N}\p{M}])/gu

/**
 * Writes an answer in signs that can be read, letters untouched: digits of all scripts as ASCII, one apostrophe, one hyphen, ordinary
 * width, nothing invisible. Unlike folding it changes no letter, since é and e are two addresses, and takes no sign apart, since ½
 * is not 12.
 * In:     any text. Out: the same text to read; a separator between two letters or digits is left in it as `SEAM`. Errors: none.
 */
export function legible(text: string): string {
  const ordinary = text.replace(fullWidth, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
  return asciiDigits(oneSpelling(ordinary))
    .replace(keycap, '')
    .replace(separator, SEAM)
    .replace(/(?!\u200b)\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/\u200b+/gu, SEAM)
    .replace(seams, '')
}

const unspacedScript =
  '\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}\\p{scx=Bopomofo}' +
  '\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}\\p{scx=Tibetan}'
/**
 * Scripts that put no blank between words, or, in Korean, glue particles to them: there a whole word cannot be told from a part of
 * one, so that "whole word" means "contains" (价格 in 请问价格多少).
 */
export const unspaced = new RegExp(`[${unspacedScript}]`, 'u')
