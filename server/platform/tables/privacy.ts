import { boolean, table, text, timestamptz, uuid } from './table.ts'

/** Requests of the platform about a person who used the app. */
export const dataRequests = table('data_requests', {
  id: uuid,
  kind: text.as<'deauthorize' | 'data_deletion'>(),
  digest: text,
  code: text,
  signers: text,
  user_id: text.orNull,
  issued_at: timestamptz.orNull,
  requested_at: timestamptz,
  completed_at: timestamptz.orNull,
  had_effect: boolean,
})

/** The public texts of a workspace: privacy policy, terms, and whom to write to. */
export const publicTexts = table('public_texts', {
  workspace_id: uuid,
  privacy: text.orNull,
  terms: text.orNull,
  contact_email: text.orNull,
  updated_at: timestamptz,
})
