import { sql } from 'kysely'
import type { LeadDmState } from '../model/leadDm.ts'
import type { MessageState } from '../model/message.ts'

/** The last DM to a lead; all null: there was none. */
export type LastDm = {
  dmId: string | null
  /** Null: an automation sent it. */
  dmState: LeadDmState | null
  messageState: MessageState | null
  dmProvider: string | null
  dmSentAt: Date | null
  dmErrorCode: string | null
  dmErrorWords: string | null
  dmMessageId: string | null
  waitsUntil: Date | null
}

/**
 * SQL, to be joined laterally to leads as `l`: the last DM to a lead, of the DM API or a form (`lead_dms`), or the last one of the run that
 * captured it: usually the reward.
 */
export const lastDm = sql`(
  select "dmId", "dmState", "messageState", "dmProvider", "dmSentAt", "dmErrorCode", "dmErrorWords", "dmMessageId", "waitsUntil" from (
    (select d.id as "dmId", d.state as "dmState", m.state as "messageState", d.provider as "dmProvider",
      case when m.state in ('sent', 'delivered', 'read') then m.final_at end as "dmSentAt",
      coalesce(d.error_code, m.error_code) as "dmErrorCode", coalesce(d.error_words, m.error_words) as "dmErrorWords",
      m.channel_message_id as "dmMessageId", d.waits_until as "waitsUntil", d.created_at as at
    from lead_dms d left join ledger m on m.id = d.id where d.lead_id = l.id order by d.seq desc limit 1)
    union all
    (select m.id, null, m.state, a.channel, case when m.state in ('sent', 'delivered', 'read') then m.final_at end, m.error_code,
      m.error_words, m.channel_message_id, null, m.created_at
    from ledger m join accounts a on a.id = m.account_id where m.run_id = l.run_id and m.lane = 'direct' order by m.seq desc limit 1)
  ) both_kinds order by at desc limit 1)`
