import { arrayOf, bigint, table, text, timestamptz, uuid } from './table.ts'

/** Who did what to which thing. */
export const audit = table('audit', {
  id: uuid,
  seq: bigint.made,
  workspace_id: uuid,
  at: timestamptz,
  actor: text,
  action: text,
  subject: text,
  subject_id: text.orNull,
  /** Names of the fields that were changed, without their values. */
  fields: arrayOf<string>('text'),
})
