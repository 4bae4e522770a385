import type { MailContent, MailStatus } from '../../model/mail.ts'
import { jsonb, table, text, timestamptz, uuid } from './table.ts'

/** Mails to people of the workspace. One has the id of its job. */
export const mails = table('mails', {
  id: uuid,
  workspace_id: uuid,
  account_id: uuid.orNull,
  contact_id: uuid.orNull,
  lead_id: uuid.orNull,
  event_id: uuid.orNull,
  unique_key: text,
  recipient: text.orNull,
  content: jsonb<MailContent>().orNull,
  status: text.as<MailStatus>().withDefault,
  code: text.orNull.later,
  created_at: timestamptz,
  ended_at: timestamptz.orNull.later,
})
