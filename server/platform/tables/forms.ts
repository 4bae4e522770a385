import type { FormField } from '../../model/form.ts'
import { boolean, integer, jsonb, table, text, timestamptz, uuid } from './table.ts'

/** Public forms that capture leads. */
export const forms = table('forms', {
  id: uuid,
  workspace_id: uuid,
  account_id: uuid.orNull,
  name: text,
  slug: text,
  fields: jsonb<FormField[]>(),
  consent_text: text.orNull,
  continues_in: text,
  message: text.orNull,
  is_active: boolean,
  created_at: timestamptz,
  updated_at: timestamptz,
  names_account: boolean,
  version: integer.withDefault,
})

/** How often a form was sent in the current period, by hashed keys. */
export const formAttempts = table('form_attempts', {
  key: text,
  form_id: uuid,
  workspace_id: uuid,
  attempts: integer,
  ends: timestamptz,
})
