import { table, text, timestamptz, uuid } from './table.ts'

/** Marks of people who were erased: what they did before is not taken in again, and who had opted out stays opted out. */
export const erasedPeople = table('erased_people', {
  account_id: uuid,
  mark: text,
  workspace_id: uuid,
  erased_at: timestamptz,
  /** Since when they had opted out; such a mark is kept without an end. */
  opted_out_at: timestamptz.orNull,
})
