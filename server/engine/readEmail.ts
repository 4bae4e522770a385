import { standsAlone } from './bounded.ts'
import { legible, unspaced } from './signs.ts'

/** The characters accepted before the @. More are legal (RFC 5321) but rarely deliverable; the person is asked again. */
const localSign = /[a-z\d._%+'-]/i
const domainSign = /[\p{L}\p{N}\p{M}.-]/u

/**
 * Finds an email address in a text.
 * Out:    the first that is separate, in lower case, its domain in ASCII (`bücher.example` is `xn--bcher-kva.example`); null: none, or
 *         something touches it.
 * Errors: none.
 */
export function readEmail(written: string): string | null {
  const text = legible(written)
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const email = emailAround(text, at)
    if (email !== null) return email
  }
  return null
}

function emailAround(text: string, at: number): string | null {
  let start = at
  while (start > 0 && at - start <= 64 && localSign.test(text[start - 1]!)) start--
  const end = endOfDomain(text, at + 1)
  // 'ana@x.com' in a pair of apostrophes; o'neil@x.com is one name.
  if (text[start] === "'" && text[end] === "'") start++
  if (!standsAlone(text, start, end, { unspacedLetters: true })) return null
  const local = text.slice(start, at).toLowerCase()
  const domain = asciiDomain(text.slice(at + 1, end).toLowerCase())
  // Lengths: RFC 5321, 4.5.3.1.
  const localOk = /^[a-z\d_]/.test(local) && local.length <= 64 && !local.includes('..') && !local.endsWith('.')
  return localOk && domain !== null && local.length + 1 + domain.length <= 254 ? `${local}@${domain}` : null
}

/** The end of the domain: before the full stops of a sentence, and before letters of a script without spaces that follow ASCII. */
function endOfDomain(text: string, from: number): number {
  let end = from
  while (end < text.length) {
    const sign = String.fromCodePoint(text.codePointAt(end)!)
    if (!domainSign.test(sign)) break
    if (unspaced.test(sign) && end > from && /[a-z\d]/i.test(text[end - 1]!)) break
    end += sign.length
  }
  while (end > from && text[end - 1] === '.') end--
  return end
}

/** A domain as DNS has it. Out: null when it is not valid. */
function asciiDomain(written: string): string | null {
  const domain = /^[\x21-\x7e]*$/.test(written) ? written : inAscii(written)
  const labels = domain.split('.')
  const labelsOk = labels.every((label) => /^[a-z\d-]{1,63}$/.test(label) && !label.startsWith('-') && !label.endsWith('-'))
  // A top level is letters, or an encoded name (RFC 5890).
  return labelsOk && labels.length > 1 && /^(?:[a-z]{2,}|xn--[a-z\d-]+)$/.test(labels.at(-1)!) ? domain : null
}

/** Internationalized names (UTS 46), as every browser and mail program writes them. */
function inAscii(domain: string): string {
  try {
    return new URL(`http://${domain}`).hostname
  } catch {
    return ''
  }
}
