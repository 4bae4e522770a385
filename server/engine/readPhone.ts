import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import { standsAlone } from './bounded.ts'
import { normalPhone } from './normalPhone.ts'
import { legible } from './signs.ts'

/** A number as it is written: digits with blanks, dashes, dots, slashes and brackets between them; a plus only at its beginning. */
const candidate = /(?:\+\p{Zs}?)?\(?\+?\d[\d()./\t\p{Zs}-]*/gu
const fewestDigits = 5
/** Fifteen digits (E.164) and all separators between them. */
const longest = 60

/**
 * Finds a phone number in a text.
 * In:     the text, the country (ISO, two letters) for numbers without a country code.
 * Out:    the first that is separate and valid as a whole, as E.164 in today's spelling; null: none.
 * Errors: none.
 */
export function readPhone(written: string, defaultCountry: string): string | null {
  const text = legible(written)
  for (const { index, 0: found } of text.matchAll(candidate)) {
    if (found.length > longest) continue
    // A bracket that is not closed within the number encloses the sentence.
    const start = index + (found.startsWith('(') && !found.includes(')') ? 1 : 0)
    const number = text.slice(start, index + found.length).replace(/\D+$/, '')
    if (number.replace(/\D/g, '').length < fewestDigits) continue
    if (!standsAlone(text, start, start + number.length, { unspacedLetters: true })) continue
    const phone = numberFrom(number, defaultCountry.toUpperCase())
    if (phone !== null) return phone
  }
  return null
}

function numberFrom(written: string, country: string): string | null {
  const number = written.replace(/[\t\p{Zs}]+/gu, ' ').replace('+ ', '+')
  // 00 stands for the plus nearly everywhere, also where another prefix would have to be dialed; no number of a country begins so.
  return validNumber(number, country) ?? (number.startsWith('00') ? validNumber(`+${number.slice(2)}`, country) : null)
}

function validNumber(number: string, country: string): string | null {
  try {
    const known = isSupportedCountry(country) ? { defaultCountry: country } : {}
    const parsed = parsePhoneNumberFromString(number, { ...known, extract: false })
    if (!parsed) return null
    const phone = normalPhone(parsed.number)
    return parsePhoneNumberFromString(phone)?.isValid() ? phone : null
  } catch {
    // The library promises not to throw. The engine must not throw in any case.
    return null
  }
}
