import type { AnswerKind } from '../model/automation.ts'
import { readEmail } from './readEmail.ts'
import { readNumber } from './readNumber.ts'
import { readPhone } from './readPhone.ts'
import { invisible } from './signs.ts'

/**
 * Extracts an answer of a kind from a sentence: "it's ana@x.com thanks". An answer is never shortened: a match that a letter, sign or
 * apostrophe touches is no answer, and the person is asked again.
 * In:     the kind, the text, the account's default country (ISO, two letters) for phone numbers without a country code.
 * Out:    the value to store: email in lower case, phone as E.164, number in plain digits, text trimmed; null: no such answer.
 * Errors: none.
 */
export function readAnswer(kind: AnswerKind, text: string, defaultCountry: string): string | null {
  if (kind === 'email') return readEmail(text)
  if (kind === 'phone') return readPhone(text, defaultCountry)
  if (kind === 'number') return readNumber(text)
  return text.replace(invisible, '').trim() === '' ? null : text.trim()
}
