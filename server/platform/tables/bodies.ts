import type { Sentence } from '../../model/sentence.ts'
import { arrayOf, bigint, bytea, integer, jsonb, table, timestamptz } from './table.ts'

/** What was not used of the webhook payload at a place of its batch, and why; `unread`: nothing of it was. */
export type BodyNote = { place: number; state: 'read' | 'unread'; notes: Sentence[] }

/** Webhook payloads as they came, those of one commit in one row (docs/decisions/0020-pages-of-bodies.md). */
export const bodies = table('bodies', {
  id: bigint.made,
  received_at: timestamptz,
  sources: arrayOf<string>('text'),
  account_hints: arrayOf<string | null>('uuid'),
  signers: arrayOf<string>('text'),
  lengths: arrayOf<number>('integer'),
  body: bytea,
  /** How many of the batch were ingested. */
  taken: integer.withDefault,
  notes: jsonb<BodyNote[]>().orNull.later,
})
