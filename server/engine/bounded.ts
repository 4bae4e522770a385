import { unspaced } from './signs.ts'

/** What may touch an answer without being part of it. `legible` has already unified apostrophes, quotation marks and dashes. */
const bracketOrStop = /[\p{Ps}\p{Pe}<>,;:!?…·•¡¿。、،؛؟।"]/u
/** Emoji. Signs such as % and € are not among them, since they may change the meaning. */
const picture = /(?![©®™])[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]/u

/** What may directly precede and follow an answer. */
export type Beside = {
  /** Letters of scripts without spaces may: 电话是138… */
  unspacedLetters: boolean
}

const isFree = (sign: string, beside: Beside): boolean =>
  sign === '' || /\s/.test(sign) || bracketOrStop.test(sign) || picture.test(sign) || (beside.unspacedLetters && unspaced.test(sign))

/** The character that ends before `index`; both halves of a surrogate pair. */
function signBefore(text: string, index: number): string {
  const pair = text.slice(Math.max(0, index - 2), index)
  return pair.length === 2 && pair.codePointAt(0)! > 0xffff ? pair : pair.slice(-1)
}
const signAt = (text: string, index: number): string => (index >= text.length ? '' : String.fromCodePoint(text.codePointAt(index)!))

/**
 * Whether the match at [start, end) is separate: between spaces, brackets, punctuation or emoji, or in a pair of apostrophes. Anything else
 * that touches it (a letter, a sign, one apostrophe) might belong to it, and then the match would be cut off.
 * In:     a legible text (signs.ts), the position of the match.
 */
export function standsAlone(text: string, start: number, end: number, beside: Beside): boolean {
  const paired = text[start - 1] === "'" && text[end] === "'" ? 1 : 0
  const [before, after] = [signBefore(text, start - paired), signAt(text, end + paired)]
  // Full stops end a sentence. Before a letter or digit they belong to what follows.
  let stop = end + paired
  while (text[stop] === '.') stop++
  return isFree(before, beside) && (isFree(after, beside) || isFree(signAt(text, stop), beside))
}
