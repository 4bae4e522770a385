import { keyed, sentencesOf, type Sentence } from '../model/sentence.ts'
import type { RowProblemCode } from './readRow.ts'

/** Why a row of an import is refused. */
export const rowProblems = {
  no_key: 'Needs an email address, a phone number or an ID.',
  too_many_cells: 'Has more cells than the first row of the file.',
  too_long: 'Is too long.',
  id_invalid: 'Is not an ID of a contact.',
  email_invalid: 'Is not an email address.',
  phone_invalid: 'Is not a phone number. Write it with its country code, or choose the country.',
  phone_rounded: 'The spreadsheet rounded this number. Format the column as text and enter it again.',
  birthday_invalid: 'Is not a day. Write it as 1990-05-17, or 05-17 without a year.',
  language_invalid: 'Is not a language such as en or pt-BR.',
  time_zone_invalid: 'Is not a time zone such as Europe/Berlin.',
  tag_invalid: 'A tag has 1 to 60 characters.',
  yes_or_no: 'Must be yes or no.',
  time_invalid: 'Is not a time. Write it as 2026-01-31, or 2026-01-31T10:00:00Z.',
  field_invalid: 'Is not a value of this field.',
  json_invalid: 'Is not as exports write it.',
  two_people: 'Email address, phone number and accounts belong to different contacts. Merge them, or remove one.',
  several_people: 'Several contacts have this email address or phone number. Add the ID, or merge them.',
  erased: 'This person was erased while the import ran.',
} satisfies Record<RowProblemCode, string>

const importSentences = {
  ...keyed('import.row', rowProblems),
  'import.failed': 'The import failed because of a bug in the server, or its file is gone. Start it again: what is done stays as it is.',
}
export const sentences = importSentences
export const sentence = sentencesOf(importSentences)
export const rowProblemSentence = (code: RowProblemCode): Sentence => `import.row.${code}` as Sentence
