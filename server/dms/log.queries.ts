import { sql, type RawBuilder } from 'kysely'
import { contactWords } from '../contacts/contactWords.queries.ts'
import { leadWords } from '../leads/leads.queries.ts'
import { readContent, wordsOf, type StoredContent } from '../model/content.ts'
import type { ChannelName } from '../model/event.ts'
import { messageStatesOf, type DmStatus, type KnownDm } from '../model/leadDm.ts'
import { containing, rowsPerWalk, type BoundedPage } from '../platform/boundedPage.ts'
import type { Trx } from '../platform/db.ts'
import { mergeByTime } from '../platform/mergeByTime.ts'

export type DmLogRow = KnownDm & {
  id: string
  seq: number
  /** Which of the two lists `seq` is a place in. */
  list: 'dm' | 'lead'
  leadId: string
  leadName: string | null
  leadEmail: string | null
  leadPhone: string | null
  username: string | null
  text: string
  attempt: number
  errorWords: string | null
  accountId: string | null
  automationId: string | null
  channelMessageId: string | null
  attempts: number
  /** No DM of the API or of a form followed it. */
  isLast: boolean
  sentAt: Date | null
  token: string | null
  accountExternalId: string | null
  accountName: string | null
  accountPhone: string | null
  simulated: boolean | null
  at: Date
  /** When it came into its list. */
  listedAt: Date
}

/**
 * The end of a page: the last row of each list. DMs of the API and of forms, and leads whose automation sent one, are read in their own
 * order.
 */
export type DmLogPlace = { dm: number; lead: number }
const newest: DmLogPlace = { dm: Number.MAX_SAFE_INTEGER, lead: Number.MAX_SAFE_INTEGER }

export type DmLogFilter = {
  leadId?: string | undefined
  /** Those of the leads at these places alone, which an index found. */
  leadPlaces?: readonly number[] | undefined
  /** Words of the lead, where no index finds them: then a page looks through a bounded part of the log. */
  words?: string | undefined
  provider?: ChannelName | undefined
  status?: DmStatus | undefined
  before: DmLogPlace | null
  limit: number
  now: Date
}

const sentAt = sql`case when m.state in ('sent', 'delivered', 'read') then m.final_at end`
const columns = (of: { list: 'dm' | 'lead'; state: RawBuilder<unknown>; provider: RawBuilder<unknown> }) => sql`
  ${of.list} as list, l.id as "leadId", l.name as "leadName", l.email as "leadEmail", l.phone as "leadPhone", p.username, ${of.state} as "dmState",
  m.state as "messageState", ${of.provider} as provider`

/**
 * Lists DMs to leads, newest first: those of the DM API and of forms, and the last one of each run that captured a lead. A page for `words`
 * may hold fewer rows than asked for although more follow (boundedPage.ts). Row-level security limits it to what the caller sees.
 */
export async function findDmLog(trx: Trx, filter: DmLogFilter): Promise<BoundedPage<DmLogRow, DmLogPlace>> {
  const before = filter.before ?? newest
  const windows = { dm: windowOf('lead_dms', sql`true`, before.dm), lead: windowOf('leads', sql`run_id is not null`, before.lead) }
  const from = filter.words ? windows : { dm: sql`lead_dms`, lead: sql`leads` }
  const like = filter.words && containing(filter.words)
  const ofLead = sql`${filter.leadId ? sql`l.id = ${filter.leadId}` : sql`true`}
    and ${filter.leadPlaces ? sql`l.seq = any(${filter.leadPlaces}::bigint[])` : sql`true`}
    and ${like ? sql`(${leadWords} ilike ${like} or ${contactWords('p')} ilike ${like})` : sql`true`}`
  const by = (provider: string) => (filter.provider ? sql`${sql.ref(provider)} = ${filter.provider}` : sql`true`)
  const { rows } = await sql<DmLogRow & { content: StoredContent | null }>`
    (select d.id, d.seq, ${columns({ list: 'dm', state: sql`d.state`, provider: sql`d.provider` })}, d.waits_until as "waitsUntil",
      d.text, null::json as content, d.attempt, coalesce(d.error_code, m.error_code) as "errorCode",
      coalesce(d.error_words, m.error_words) as "errorWords",
      d.account_id as "accountId", m.automation_id as "automationId", m.channel_message_id as "channelMessageId",
      coalesce(m.attempts, 0) as attempts, ${sentAt} as "sentAt", d.token, a.external_id as "accountExternalId", a.username as "accountName",
      a.phone as "accountPhone", a.simulated, d.created_at as at, d.created_at as "listedAt",
      not exists (select from lead_dms n where n.lead_id = d.lead_id and n.seq > d.seq) as "isLast"
    from ${from.dm} d join leads l on l.id = d.lead_id left join ledger m on m.id = d.id left join contacts p on p.id = l.contact_id
    left join accounts a on a.id = d.account_id
    where d.seq < ${before.dm} and ${ofLead} and ${by('d.provider')}
      and ${hasStatus(filter.status, filter.now)}
    order by d.seq desc limit ${filter.limit + 1})
    union all
    (select m.id, l.seq, ${columns({ list: 'lead', state: sql`null`, provider: sql`a.channel` })}, null, '', m.content, 1, m.error_code,
      m.error_words, m.account_id, m.automation_id, m.channel_message_id, m.attempts, ${sentAt}, null, a.external_id,
      a.username, a.phone, a.simulated, m.created_at, l.captured_at, not exists (select from lead_dms n where n.lead_id = l.id)
    from ${from.lead} l left join contacts p on p.id = l.contact_id
    cross join lateral (select * from ledger where run_id = l.run_id and lane = 'direct' order by seq desc limit 1) m
    join accounts a on a.id = m.account_id
    where l.run_id is not null and l.seq < ${before.lead} and ${ofLead} and ${by('a.channel')}
      and not exists (select from lead_dms d where d.id = m.id)
      and ${filter.status ? sql`m.state = any(${messageStatesOf(filter.status)}::text[])` : sql`true`}
    order by l.seq desc limit ${filter.limit + 1})`.execute(trx)
  const found = rows.map(({ content, ...row }) => ({ ...row, text: content ? (wordsOf(readContent(content)) ?? '') : row.text }))
  return mergeByTime(found, (row) => row.list, before, filter.limit, filter.words ? await findEnds(trx, windows) : {})
}

/** SQL: the part of a list that one page looks through. */
const windowOf = (list: 'lead_dms' | 'leads', where: RawBuilder<unknown>, before: number) =>
  sql`(select * from ${sql.table(list)} where ${where} and seq < ${before} order by seq desc limit ${rowsPerWalk})`

/** Where the part of each list ends that was looked through; without the lists that end in it. */
async function findEnds(
  trx: Trx,
  { dm, lead }: Record<'dm' | 'lead', RawBuilder<unknown>>,
): Promise<Partial<Record<'dm' | 'lead', { seq: number; listedAt: Date }>>> {
  const { rows } = await sql<{ list: 'dm' | 'lead'; seq: number; listedAt: Date; n: number }>`
    select 'dm' as list, min(seq) as seq, min(created_at) as "listedAt", count(*)::integer as n from ${dm} d
    union all
    select 'lead', min(seq), min(captured_at), count(*)::integer from ${lead} l`.execute(trx)
  return Object.fromEntries(rows.filter(({ n }) => n === rowsPerWalk).map(({ list, seq, listedAt }) => [list, { seq, listedAt }]))
}

/** SQL: the DM `d` with its message `m` has this status, as `dmStatusOf` computes it. */
function hasStatus(status: DmStatus | undefined, now: Date): RawBuilder<unknown> {
  if (!status) return sql`true`
  if (status === 'coming_soon') return sql`d.state = 'coming_soon'`
  const ofMessage = sql`(d.state = 'sent_on' and m.state = any(${messageStatesOf(status)}::text[]))`
  if (status === 'pending') return sql`(${ofMessage} or (d.state = 'waiting' and d.waits_until > ${now}))`
  if (status !== 'failed') return ofMessage
  return sql`(${ofMessage} or d.state = 'failed' or (d.state = 'sent_on' and m.id is null)
    or (d.state = 'waiting' and d.waits_until <= ${now}))`
}
