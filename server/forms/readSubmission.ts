import { readAnswer } from '../engine/readAnswer.ts'
import { consentField, type FormField } from '../model/form.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentence } from './sentences.ts'

/** What is wrong with a field. */
export type Problem = { path: string; message: Sentence }

/** What a person entered: the values to store by their field, or what is wrong with each field. */
export type Submission = { values: Record<string, string>; problems: Problem[] }

export const mostChars = 2_000
const wrong: Record<FormField['type'], Sentence> = {
  text: sentence('forms.wrong_text'),
  email: sentence('forms.wrong_email'),
  phone: sentence('forms.wrong_phone'),
  number: sentence('forms.wrong_number'),
}

/**
 * Reads a submission as answers to questions in DMs are read: an email is found in a sentence, a phone number becomes E.164.
 * In:     the questions, whether the form asks for consent, what came, and the country for numbers without a country code.
 * Errors: none; what is missing or wrong is in `problems`.
 */
export function readSubmission(
  fields: readonly FormField[],
  asksConsent: boolean,
  given: Readonly<Record<string, unknown>>,
  country: string,
): Submission {
  const values: Submission['values'] = {}
  const problems: Submission['problems'] = []
  for (const { name, type, required } of fields) {
    const raw = Object.hasOwn(given, name) ? given[name] : undefined
    const text = typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw : ''
    if (raw !== undefined && raw !== null && typeof raw !== 'string' && typeof raw !== 'number')
      problems.push({ path: name, message: wrong[type] })
    else if (text.length > mostChars) problems.push({ path: name, message: sentence('forms.too_long', { most: mostChars }) })
    else if (text.trim() === '') {
      if (required) problems.push({ path: name, message: sentence('forms.required') })
    } else {
      const value = readAnswer(type, text, country)
      if (value === null) problems.push({ path: name, message: wrong[type] })
      else values[name] = value
    }
  }
  if (asksConsent && !isChecked(given[consentField])) problems.push({ path: consentField, message: sentence('forms.confirm') })
  return { values, problems }
}

/** Whether a box was ticked, as a page or a program says it. */
export const isChecked = (value: unknown): boolean => value === true || value === 'true' || value === 'on' || value === '1'
