import { sql, type RawBuilder } from 'kysely'
import type { StoredContent } from '../model/content.ts'
import type { MessageKind, MessageState } from '../model/message.ts'
import type { Sentence } from '../model/sentence.ts'
import { leadOfEvent } from '../leadAds/leadOfEvent.queries.ts'
import { contactWords } from '../contacts/contactWords.queries.ts'
import {
  boundedPage,
  containing,
  findHits,
  hasTrigram,
  isOfSeenAccounts,
  newestOf,
  rowsPerWalk,
  type BoundedPage,
} from '../platform/boundedPage.ts'
import { inWorkspace, type Databases, type Scope, type Trx } from '../platform/db.ts'
import { withDefaults } from '../platform/eventDetail.ts'
import type { attempts } from '../platform/tables/attempts.ts'
import { events } from '../platform/tables/events.ts'
import { selected, without, type Selected } from '../platform/tables/table.ts'

const columns = without(events, 'workspace_id', 'username', 'outcome')

export type EventRow = Selected<typeof events, (typeof columns)[number]> & {
  automationSet: number
  channel: string
  username: string | null
  name: string | null
  /** Of an event that names a lead: the lead, and its form by name. */
  leadId: string | null
  formName: string | null
  automationName: string | null
  /** Of the account, for what it says itself. */
  accountName: string
  accountUsername: string | null
  decided: string
  outcome: string
  errorCode: string | null
  errorWords: string | null
}

// SQL: the outcome of an event: the state of its messages that needs a person most.
const outcome = sql`
  case
    when e.outcome in ('opted_out', 'opted_in') then e.outcome
    when e.outcome = 'held' then 'waiting'
    when e.outcome = 'skipped' then case when e.silence in ('own', 'echo', 'standby', 'not_answerable') then 'noted' else 'skipped' end
    when 'parked' = any(m.states) then 'parked'
    when 'in_doubt' = any(m.states) then 'in_doubt'
    when 'refused' = any(m.states) then 'failed'
    when m.states && array['planned', 'claimed', 'sending'] then 'waiting'
    when 'sent' = any(m.states) then 'sent'
    when 'delivered' = any(m.states) then 'delivered'
    when 'read' = any(m.states) then 'read'
    when r.state in ('waiting_answer', 'waiting_time') then 'waiting'
    else 'noted' end`

/** SQL: whether no webhook told of the event: it was found by reading it back (server/missed/). */
const isMissed = sql`(e.body_id is null and e.kind in ('comment', 'message'))`

const eventRows = (where: RawBuilder<unknown>, limit: number, from: RawBuilder<unknown> = sql`events`) => sql<EventRow>`
  select ${selected(events, 'e', columns)}, a.channel, coalesce(e.username, p.username) as username,
    coalesce(p.name, l.name) as name, l.id as "leadId", f.name as "formName", e.outcome as decided,
    a.name as "accountName", a.username as "accountUsername", n.name as "automationName", ${outcome} as outcome, m.code as "errorCode", m.words as "errorWords"
  from ${from} e
  join accounts a on a.id = e.account_id
  left join contacts p on p.id = e.contact_id
  left join automations n on n.id = e.automation_id
  left join runs r on r.id = e.run_id
  ${leadOfEvent}
  cross join lateral (
    select array_agg(m.state) as states, max(m.error_code) as code,
      max(m.error_words) filter (where m.state in ('refused', 'parked', 'in_doubt')) as words
    from ledger m where m.event_id = e.id and m.error_code is distinct from 'dm_not_sent') m -- that reply's DM says why
  where ${where} order by e.seq desc limit ${limit}`

export type EventFilter = {
  accountId?: string | undefined
  kind?: string | undefined
  outcome?: string | undefined
  /** Only those that no webhook told of, or only the others. */
  missed?: boolean | undefined
  q?: string | undefined
  since?: Date | undefined
  before: number | null
  limit: number
}

const placeOf = (row: EventRow): number => row.seq

/**
 * Lists events, newest first. A page may hold fewer rows than asked for although more follow (boundedPage.ts). Row-level security limits it
 * to the workspace.
 * In:     `who` is also used for the index lookup, which is not under row-level security.
 */
export async function findEvents(
  { web, system }: Pick<Databases, 'web' | 'system'>,
  who: Scope,
  filter: EventFilter,
): Promise<BoundedPage<EventRow, number>> {
  const { q, limit } = filter
  const like = q ? containing(q) : null
  const others = [
    filter.kind ? sql`e.kind = ${filter.kind}` : null,
    filter.since ? sql`e.received_at >= ${filter.since}` : null,
    filter.missed === undefined ? null : filter.missed ? sql`${isMissed}` : sql`not ${isMissed}`,
    filter.outcome ? sql`(${outcome}) = ${filter.outcome}` : null,
  ].filter((one) => one !== null)
  const matching = [...others, ...(like ? [sql`(e.text ilike ${like} or ${contactWords('p')} ilike ${like})`] : [])]
  const where = (conditions: RawBuilder<unknown>[]) => (conditions.length ? sql.join(conditions, sql` and `) : sql`true`)
  const scope = (before: number | null) =>
    sql`${before === null ? sql`true` : sql`e.seq < ${before}`} and ${isOfSeenAccounts(who, 'e.account_id')}
      and ${filter.accountId ? sql`e.account_id = ${filter.accountId}` : sql`true`}`
  const older = filter.before === null ? sql`true` : sql`r.seq < ${filter.before}`
  const newest = (most: number) => newestOf('events', filter.accountId ? [filter.accountId] : who.accountIds, older, most)

  return inWorkspace(web, who, (trx) =>
    boundedPage(limit, placeOf, {
      async walk(most) {
        const { rows } = await eventRows(where(matching), most, newest(matching.length ? rowsPerWalk : most)).execute(trx)
        if (rows.length >= most || !matching.length) return { rows: rows.map(unfolded), end: null }
        const { rows: ends } = await sql<{ n: number; last: number | null; oldest: Date | null }>`
          select count(*)::integer as n, min(seq) as last, min(received_at) as oldest from ${newest(rowsPerWalk)} w`.execute(trx)
        const { n, last, oldest } = ends[0]!
        const isOver = n < rowsPerWalk || (filter.since !== undefined && oldest !== null && oldest < filter.since)
        return { rows: rows.map(unfolded), end: isOver ? null : last }
      },
      hits:
        q && like && hasTrigram(q)
          ? (before) =>
              findHits<number>(
                system,
                sql`
                  select e.seq as place from events e where e.workspace_id = ${who.workspaceId} and e.text ilike ${like}
                    and ${scope(before)}
                  union all
                  select e.seq from contacts p join conversations c on c.contact_id = p.id join events e on e.conversation_id = c.id
                  where p.workspace_id = ${who.workspaceId} and ${contactWords('p')} ilike ${like} and ${scope(before)}`,
              )
          : null,
      async read(places, most) {
        const ordered = [...new Set(places)].toSorted((a, b) => b - a)
        const seqs = others.length ? ordered : ordered.slice(0, most)
        const { rows } = await eventRows(where([sql`e.seq = any(${seqs}::bigint[])`, ...others]), most).execute(trx)
        return rows.map(unfolded)
      },
    }),
  )
}

export async function findEvent(trx: Trx, id: string): Promise<EventRow | null> {
  const { rows } = await eventRows(sql`e.id = ${id}`, 1).execute(trx)
  return rows[0] ? unfolded(rows[0]) : null
}

const unfolded = (row: EventRow): EventRow => ({ ...row, detail: withDefaults(row.detail) })

export type TraceMessage = {
  id: string
  kind: MessageKind
  state: MessageState
  content: StoredContent
  errorCode: string | null
  errorWords: Sentence | null
  channelMessageId: string | null
  finalAt: Date | null
  waitsForDm: boolean
  attempts: (Selected<typeof attempts, 'number' | 'outcome' | 'code' | 'platform_code' | 'http_status' | 'duration_ms' | 'words'> & {
    at: string
    endedAt: string | null
    words: Sentence | null
  })[]
}

const attemptsOf = sql`
  coalesce((select jsonb_agg(jsonb_build_object('number', t.number, 'at', t.started_at, 'endedAt', t.ended_at, 'outcome', t.outcome, 'code',
    t.code,
    'platformCode', t.platform_code, 'httpStatus', t.http_status, 'durationMs', t.duration_ms, 'words', t.words) order by t.number)
    from tries t where t.message_id = m.id), '[]')`

/** All messages of an event, with every attempt. */
export async function findMessagesOfEvent(trx: Trx, eventId: string): Promise<TraceMessage[]> {
  const { rows } = await sql<TraceMessage>`
    select m.id, m.kind, m.state, m.content, m.error_code as "errorCode", m.error_words as "errorWords",
      m.channel_message_id as "channelMessageId", m.final_at as "finalAt",
      exists (select from outbox o where o.message_id = m.id and o.not_before = 'infinity') as "waitsForDm", ${attemptsOf} as attempts
    from ledger m where m.event_id = ${eventId} order by m.seq`.execute(trx)
  return rows
}
