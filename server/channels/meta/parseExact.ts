/**
 * Matches sixteen digits or more that may be a number: its first digit follows `:`, `[`, `,`, a blank, a minus or nothing, never a quote, a
 * letter, a digit or a point. So none is missed, and a text that resembles one only costs the slower parser.
 */
const longNumber = /(?<![\w."])\d{16}/

/**
 * Parses JSON so that whole numbers beyond 2^53 stay exact: they become strings of their digits, everything else is as JSON.parse returns
 * it (meta-platform.md 0: some ids arrive as numbers).
 * Errors: throws SyntaxError for invalid JSON.
 * Speed:  ids usually arrive in quotes, so nearly every payload takes the fast path. A reviver, which is given the source of each value,
 *         took three seconds for 4 MB of small numbers next to a long one.
 */
export function parseExact(text: string): unknown {
  return JSON.parse(longNumber.test(text) ? withLongNumbersQuoted(text) : text)
}

const [quote, backslash, zero, nine, minus] = [0x22, 0x5c, 0x30, 0x39, 0x2d]

/** One pass over the text: strings are skipped, and whole numbers that a double cannot hold get quotation marks. */
function withLongNumbersQuoted(text: string): string {
  const parts: string[] = []
  let copied = 0
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === minus || (code >= zero && code <= nine)) {
      const end = endOfNumber(text, at)
      const number = text.slice(at, end)
      if (end - at >= 16 && /^-?[1-9]\d*$/.test(number) && !Number.isSafeInteger(Number(number))) {
        parts.push(text.slice(copied, at), '"', number, '"')
        copied = end
      }
      at = end
    } else at++
  }
  parts.push(text.slice(copied))
  return parts.join('')
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) return at + 1
    if (code === backslash) at++
  }
  return text.length
}

/** Letters and points are part of the match, so that anything but a whole number is left unchanged. */
function endOfNumber(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && isOfNumber(text.charCodeAt(at))) at++
  return at
}
const isOfNumber = (code: number): boolean =>
  (code >= zero && code <= nine) ||
  code === minus ||
  code === 0x2b ||
  code === 0x2e ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a)
