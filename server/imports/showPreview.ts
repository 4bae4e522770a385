import { birthdayText } from '../model/contact.ts'
import type { TextOf } from '../model/sentence.ts'
import type { PlannedRow, RowOutcome } from './planRows.ts'
import type { ReadRow, RowProblem } from './readRow.ts'
import { rowProblemSentence } from './sentences.ts'

/** What the cells of a row become, by target, as text. */
export function valuesShown({ values, tags, isOptedOut, consents }: ReadRow): Record<string, string> {
  const { customFields, birthday, metadata, ...plain } = values
  return {
    ...plain,
    ...(birthday ? { birthday: birthdayText(birthday) } : {}),
    ...(metadata ? { metadata: JSON.stringify(metadata) } : {}),
    ...Object.fromEntries(Object.entries(customFields).map(([key, value]) => [`field.${key}`, value])),
    ...(tags.length ? { tags: tags.map(({ name }) => name).join(', ') } : {}),
    ...(isOptedOut ? { optedOut: 'yes' } : {}),
    ...(consents.length ? { consent: consents.map(({ words, about }) => words ?? about).join(', ') } : {}),
  }
}

export const problemsShown = (problems: readonly RowProblem[], columns: readonly string[], textOf: TextOf) =>
  problems.map(({ code, column }) => ({
    column: column === null ? null : (columns[column] ?? null),
    code,
    text: textOf(rowProblemSentence(code)),
  }))

/** What a row of a preview becomes. In: what was planned; undefined: it was refused before. */
export const outcomeOf = (planned: PlannedRow | undefined): RowOutcome | 'failed' =>
  planned && 'outcome' in planned ? planned.outcome : 'failed'
