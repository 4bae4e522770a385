import type { WaitingKind } from '../../model/occurrence.ts'
import { bigint, jsonb, smallint, table, text, timestamptz, uuid } from './table.ts'

/** Causes that are no webhooks, until they are read. */
export const occurrences = table('occurrences', {
  id: uuid,
  seq: bigint.made,
  workspace_id: uuid,
  account_id: uuid,
  kind: text.as<WaitingKind>(),
  key: text,
  /** The person it is about, if there is one. */
  contact_id: uuid.orNull,
  /** Not read before this time of the world. */
  due_at: timestamptz,
  data: jsonb<Record<string, unknown>>(),
  created_at: timestamptz,
  attempts: smallint.withDefault,
})
