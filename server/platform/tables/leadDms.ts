import type { ChannelName } from '../../model/event.ts'
import type { LeadDmState } from '../../model/leadDm.ts'
import { bigint, integer, table, text, timestamptz, uuid } from './table.ts'

/** DMs to leads by the DM API and by forms; the id is also that of the message. */
export const leadDms = table('lead_dms', {
  id: uuid,
  seq: bigint.made,
  workspace_id: uuid,
  lead_id: uuid,
  account_id: uuid.orNull,
  provider: text.as<ChannelName>(),
  state: text.as<LeadDmState>(),
  text: text,
  attempt: integer,
  token: text.orNull,
  waits_until: timestamptz.orNull,
  error_code: text.orNull,
  error_words: text.orNull,
  created_at: timestamptz,
})
