import { unspaced } from './signs.ts'

/** What may stand beside an answer without being part of it. `legible` has written apostrophes, quotation marks and dashes in one way. */
const bracketOrStop = /[\p{Ps}\p{Pe}<>,;:!?…·•¡¿。、،؛؟।"]/u
/** Pictures; signs such as % and € are none, since they may change what is meant. */
const picture = /(?![©®™])[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]/u

/** What may stand directly before and after an answer. */
export type Beside = {
  /** Letters of scripts without blanks may: 电话是138… */
  unspacedLetters: boolean
}

const isFree = (sign: string, beside: Beside): boolean =>
  sign === '' || /\s/.test(sign) || bracketOrStop.test(sign) || picture.test(sign) || (beside.unspacedLetters && unspaced.test(sign))

/** The sign that ends before `index`, both halves of a pair. */
function signBefore(text: string, index: number): string {
  const pair = text.slice(Math.max(0, index - 2), index)
  return pair.length === 2 && pair.codePointAt(0)! > 0xffff ? pair : pair.slice(-1)
}
const signAt = (text: string, index: number): string => (index >= text.length ? '' : String.fromCodePoint(text.codePointAt(index)!))

/**
 * Whether what was found at [start, end) stands by itself: between blanks, brackets, punctuation or pictures, or in a pair of
 * apostrophes. Anything else that touches it (a letter, a sign, one apostrophe) might belong to it, and then it would be cut.
 * In:  a legible text (signs.ts), the place of what was found.
 */
export function standsAlone(text: string, start: number, end: number, beside: Beside): boolean {
  const paired = text[start - 1] === "'" && text[end] === "'" ? 1 : 0
  const [before, after] = [signBefore(text, start - paired), signAt(text, end + paired)]
  // Full stops end a sentence; before a letter or digit it goes on with what stands there.
  let stop = end + paired
  while (text[stop] === '.') stop++
  return isFree(before, beside) && (isFree(after, beside) || isFree(signAt(text, stop), beside))
}
