import { table, text, timestamptz, uuid } from './table.ts'

/** Marks of people who were erased: what they did before is not taken in again. */
export const erasedPeople = table('erased_people', {
  account_id: uuid,
  mark: text,
  workspace_id: uuid,
  erased_at: timestamptz,
})
