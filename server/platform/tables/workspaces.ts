import type { OwnRetention } from '../../model/retention.ts'
import { bytea, integer, jsonb, table, text, timestamptz, uuid } from './table.ts'

/** Who shares accounts, people and logins; everything else belongs to one of them. */
export const workspaces = table('workspaces', {
  id: uuid,
  name: text,
  default_country: text.withDefault,
  time_zone: text.withDefault,
  notices_email: text.orNull.later,
  language: text.withDefault,
  dm_texts: jsonb<Record<string, string>>().withDefault,
  clean_up_days: integer.withDefault,
  address_days: integer.withDefault,
  retention: jsonb<OwnRetention>().withDefault,
  created_at: timestamptz,
})

/** The key that seals a workspace's secrets, itself sealed by one of SECRET_KEY. */
export const dataKeys = table('data_keys', {
  workspace_id: uuid,
  wrapped: bytea,
  wrapped_by: text,
  /** Values name the key that opens them by its number; the highest seals. */
  number: integer.withDefault,
  /** Null: of before there were several. */
  created_at: timestamptz.orNull,
})

/** Facts of the whole instance. */
export const instanceSettings = table('instance_settings', {
  name: text,
  value: jsonb<unknown>(),
})
