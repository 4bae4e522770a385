import { readAnswer } from '../engine/readAnswer.ts'
import { consentField, type FormField } from '../model/form.ts'

/** What a person entered: the values to store by their field, or what is wrong with each field. */
export type Submission = { values: Record<string, string>; problems: { path: string; message: string }[] }

export const mostChars = 2_000
const wrong: Record<FormField['type'], string> = {
  text: 'Enter a text.',
  email: 'Enter an email address, such as ana@example.com.',
  phone: 'Enter a phone number with its country code, such as +49 30 1234567.',
  number: 'Enter a number.',
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
    else if (text.length > mostChars) problems.push({ path: name, message: `Use at most ${mostChars} characters.` })
    else if (text.trim() === '') {
      if (required) problems.push({ path: name, message: 'This field is required.' })
    } else {
      const value = readAnswer(type, text, country)
      if (value === null) problems.push({ path: name, message: wrong[type] })
      else values[name] = value
    }
  }
  if (asksConsent && !isChecked(given[consentField])) problems.push({ path: consentField, message: 'Please confirm.' })
  return { values, problems }
}

const isChecked = (value: unknown): boolean => value === true || value === 'true' || value === 'on' || value === '1'
