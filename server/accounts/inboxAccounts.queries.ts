import { sql } from 'kysely'
import type { ChannelName } from '../model/event.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { usualHandPauseMinutes, type AccountStatus } from '../model/account.ts'

/** An account as ingest needs it. */
export type InboxAccount = {
  id: string
  workspaceId: string
  channel: ChannelName
  externalId: string
  username: string | null
  status: AccountStatus
  simulated: boolean
  automationSet: number
  defaultCountry: string
  phone: string | null
  /** For how long automations pause in a thread in which a person of the business wrote. */
  handPauseMinutes: number
  /** Words of a person that hand over to people. */
  handOverWords: string[]
  /** People are shown “typing” before a delayed message. */
  showsTyping: boolean
  /** People were erased here whose events may come again (contacts/erasedPeople.queries.ts). */
  hasErased: boolean
}

const columns = sql`a.id, a.workspace_id as "workspaceId", a.channel, a.external_id as "externalId", a.username, a.status, a.simulated,
  a.automation_set as "automationSet", coalesce(a.default_country, w.default_country) as "defaultCountry",
  a.phone, coalesce(a.hand_pause_minutes, ${usualHandPauseMinutes}) as "handPauseMinutes", a.shows_typing as "showsTyping",
  coalesce((select s.hand_over_words from inbox_settings s where s.workspace_id = a.workspace_id), '{}') as "handOverWords",
  exists (select from erased_people p where p.account_id = a.id) as "hasErased"`

export async function findInboxAccounts(trx: Trx, wanted: { channel: string; external_id: string }[]): Promise<InboxAccount[]> {
  if (!wanted.length) return []
  const { rows } = await sql<InboxAccount>`
    select ${columns} from ${rowsOf(wanted, 'channel text, external_id text')}
    join accounts a on a.channel = given.channel and a.external_id = given.external_id
    join workspaces w on w.id = a.workspace_id`.execute(trx)
  return rows
}

/**
 * Finds the accounts that a notice of the platform concerns: one account, or all of a business account or behind a Page. Business and Page
 * count where the account was connected through them: only then its token was checked for them.
 */
export async function findInboxAccountsAbout(trx: Trx, wanted: { channel: string; about_id: string }[]): Promise<AccountAbout[]> {
  if (!wanted.length) return []
  const { rows } = await sql<AccountAbout>`
    select ${columns}, given.about_id as "aboutId",
      case given.about_id when a.external_id then 'account' when a.business_id then 'business' else 'page' end as relation
    from ${rowsOf(wanted, 'channel text, about_id text')}
    join accounts a on a.channel = given.channel
      and (given.about_id = a.external_id or a.login_type = 'facebook' and given.about_id in (a.business_id, a.page_id))
    join workspaces w on w.id = a.workspace_id`.execute(trx)
  return rows
}
export type AccountAbout = InboxAccount & { aboutId: string; relation: 'account' | 'business' | 'page' }

export async function findInboxAccountsById(trx: Trx, ids: string[]): Promise<InboxAccount[]> {
  if (!ids.length) return []
  const { rows } = await sql<InboxAccount>`
    select ${columns} from accounts a join workspaces w on w.id = a.workspace_id where a.id = any(${ids}::uuid[])`.execute(trx)
  return rows
}

/** Records that events came for these accounts. */
export async function touchAccounts(trx: Trx, accountIds: string[], now: Date): Promise<void> {
  if (!accountIds.length) return
  // A minute's precision is enough for "last event"; a finer one would write the row with every batch.
  await sql`
    update accounts set last_event_at = ${now}
    where id = any(${accountIds}::uuid[]) and (last_event_at is null or last_event_at < ${new Date(now.getTime() - 60_000)})`.execute(trx)
}
