import { findPhoneNumbersInText, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { AnswerKind } from '../model/automation.ts'

/**
 * Reads an answer of a kind out of what a person wrote, who writes sentences: "it's ana@x.com thanks".
 * In:     the kind, the text, the account's default country (ISO, two letters) for phone numbers without a country code.
 * Out:    the value as it is kept: e-mail in lower case, phone as E.164, number in plain digits, text trimmed; null: no such answer.
 * Errors: none.
 */
export function readAnswer(kind: AnswerKind, text: string, defaultCountry: string): string | null {
  if (kind === 'email') return findEmail(text)
  if (kind === 'phone') return findPhone(text, defaultCountry)
  if (kind === 'number') return findNumber(text)
  return text.trim() || null
}

/** Stands before the address: were it part of the address, the address would be another one. */
const address = /(?<![\p{Script=Latin}\p{M}\d._%+@-])[a-z\d_][a-z\d._%+'-]*@[a-z\d-]+(?:\.[a-z\d-]+)+(?![a-z\d@])/giu

function findEmail(text: string): string | null {
  for (const [found] of text.normalize('NFKC').matchAll(address)) {
    const email = found.toLowerCase()
    const [local = '', domain = ''] = email.split('@')
    const labels = domain.split('.')
    const domainOk = labels.every((label) => label.length <= 63 && !label.startsWith('-') && !label.endsWith('-'))
    // Lengths: RFC 5321, 4.5.3.1; a top level is letters, or an encoded name (RFC 5890).
    const topLevelOk = /^(?:[a-z]{2,}|xn--[a-z\d-]+)$/.test(labels.at(-1) ?? '')
    const localOk = local.length <= 64 && !local.includes('..') && !local.endsWith('.')
    if (domainOk && topLevelOk && localOk && email.length <= 254) return email
  }
  return null
}

function findPhone(text: string, defaultCountry: string): string | null {
  const country = defaultCountry.toUpperCase()
  const known = isSupportedCountry(country) ? { defaultCountry: country } : {}
  const folded = text.normalize('NFKC')
  try {
    const found = findPhoneNumbersInText(folded, known)[0]?.number ?? parsePhoneNumberFromString(folded, known)
    return found?.isValid() ? found.number : null
  } catch {
    // The library promises not to throw here; the engine promises it to everybody.
    return null
  }
}

/** "1,234.50" and "1.234,50" alike: the last sign is the decimal one; a single comma before exactly three digits groups. */
function findNumber(text: string): string | null {
  const found = /(?<![\d.,])[-+]?\d+(?:[.,]\d+|[' ]\d{3}(?!\d))*/.exec(text.normalize('NFKC').replace(/−/g, '-'))?.[0]
  if (found === undefined) return null
  const sign = found.startsWith('-') ? '-' : ''
  const plain = found.replace(/[-+' ]/g, '')
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','))
  const mark = plain[last]
  const groups = last === -1 ? [plain] : plain.split(mark!)
  const onlyMark = last === -1 || !/[.,]/.test(plain.slice(0, last).replaceAll(mark!, ''))
  const grouping = onlyMark && groups.slice(1).every((group) => group.length === 3) && (groups.length > 2 || mark === ',')
  // 12.05.2024 is a date.
  if (onlyMark && groups.length > 2 && !grouping) return null
  const whole = (last === -1 || grouping ? plain : plain.slice(0, last)).replace(/[.,]/g, '').replace(/^0+(?=\d)/, '')
  const fraction = last === -1 || grouping ? '' : plain.slice(last + 1)
  return sign + whole + (fraction === '' ? '' : `.${fraction}`)
}
