import type { OptOutSource, beforeErase } from '../../model/optOut.ts'
import { table, text, timestamptz, uuid } from './table.ts'

/** Opt-outs that were added or undone by hand, with the reason, and those that outlived an erase. */
export const optOutNotes = table('opt_out_notes', {
  id: uuid,
  workspace_id: uuid,
  account_id: uuid,
  conversation_id: uuid,
  change: text.as<'out' | 'in'>(),
  source: text.as<OptOutSource | typeof beforeErase>().orNull,
  reason: text,
  actor: text,
  at: timestamptz,
})
