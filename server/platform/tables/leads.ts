import { bigint, boolean, jsonb, table, text, timestamptz, uuid } from './table.ts'

/** What was captured. */
export const leads = table('leads', {
  id: uuid,
  seq: bigint.made,
  workspace_id: uuid,
  source: text,
  account_id: uuid.orNull,
  contact_id: uuid.orNull,
  automation_id: uuid.orNull,
  version_id: uuid.orNull,
  run_id: uuid.orNull,
  event_id: uuid.orNull,
  email: text.orNull,
  phone: text.orNull,
  name: text.orNull,
  custom_fields: jsonb<Record<string, string>>(),
  metadata: jsonb<Record<string, unknown>>(),
  status: text.as<'NEW' | 'PROCESSING' | 'DELIVERED' | 'FAILED' | 'ARCHIVED'>().withDefault,
  notified: boolean.withDefault,
  exported: boolean.withDefault,
  captured_at: timestamptz,
})
