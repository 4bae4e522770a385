import { sql } from 'kysely'
import type { AccountNotice } from '../model/account.ts'
import { rowsOf, type Trx } from '../platform/db.ts'

/**
 * What a message that begins a conversation counts against.
 * countedOn   the account that the limit of the whole business is counted on
 * people      how many people may be written to first in the period; null: the platform told no limit, or none
 * isCounted   the person was written to first within the period, and counts once
 * restriction the platform's latest notice about a restriction
 */
export type First = { id: string; countedOn: string; people: number | null; isCounted: boolean; restriction: AccountNotice | null }

/** Reads what messages count against that are sent outside the window of their person. */
export async function findFirsts(
  trx: Trx,
  messages: { id: string; account_id: string; conversation_id: string; since: Date }[],
): Promise<First[]> {
  if (!messages.length) return []
  const { rows } = await sql<Omit<First, 'people'> & { people: string | null }>`
    select given.id, coalesce((select b.id from accounts b where b.workspace_id = a.workspace_id and b.channel = a.channel
        and b.business_id = a.business_id order by b.id limit 1), a.id) as "countedOn",
      a.notices #>> '{messaging_limit,value}' as people, a.notices -> 'restriction' as restriction,
      exists (select from messages m where m.conversation_id = given.conversation_id and m.kind = 'message' and m.id <> given.id
        and m.content ->> 'type' = 'template' and m.sending_at > given.since
        and m.state in ('sent', 'delivered', 'read')) as "isCounted"
    from ${rowsOf(messages, 'id uuid, account_id uuid, conversation_id uuid, since timestamptz')} join accounts a on a.id = given.account_id`.execute(
    trx,
  )
  return rows.map((row) => ({ ...row, people: row.people !== null && /^\d+$/.test(row.people) ? Number(row.people) : null }))
}
