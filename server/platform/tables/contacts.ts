import type { FieldType } from '../../model/contact.ts'
import { jsonb, table, text, timestamptz, uuid } from './table.ts'

/** A custom field of a workspace. `key` names its value in `contacts.custom_fields` and never changes. */
export const contactFields = table('contact_fields', {
  id: uuid,
  workspace_id: uuid,
  key: text,
  name: text,
  type: text.as<FieldType>(),
  choices: jsonb<string[]>(),
  created_at: timestamptz,
})

/** What the owner notes about a person. */
export const contactNotes = table('contact_notes', {
  id: uuid,
  workspace_id: uuid,
  contact_id: uuid,
  text,
  author: text,
  created_at: timestamptz,
})

/** A merge by hand, with what its undoing needs. */
export const contactMerges = table('contact_merges', {
  id: uuid,
  workspace_id: uuid,
  contact_id: uuid,
  from_id: uuid,
  person: jsonb<Record<string, unknown>>(),
  moved: jsonb<unknown>(),
  actor: text,
  merged_at: timestamptz,
  undone_at: timestamptz.orNull.later,
})

/** A saved filter of people. `key`: the name as it is compared; `conditions`: as server/contacts/filter has them. */
export const segments = table('segments', {
  id: uuid,
  workspace_id: uuid,
  name: text,
  key: text,
  conditions: jsonb<unknown[]>(),
  created_at: timestamptz,
})
