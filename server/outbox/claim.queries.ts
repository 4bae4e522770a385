import { sql } from 'kysely'
import type { Entry } from '../queue/messageQueue.ts'
import { lineIsFree, lineStands } from './breakers.queries.ts'
import { buckets } from './slidingWindow.ts'
import type { MessageContent, MessageKind } from '../model/message.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'

/** A message in a worker's hands, with what the last look before sending needs. */
export type ClaimedMessage = {
  id: string
  epoch: number
  workspaceId: string
  accountId: string
  conversationId: string
  contactId: string | null
  kind: MessageKind
  commentId: string | null
  content: MessageContent
  attempts: number
  failures: number
  doubts: number
  byHand: boolean
  automationId: string | null
  recipientId: string | null
  windowUntil: Date | null
  optedOutAt: Date | null
  botPausedUntil: Date | null
  /** When the comment was made that a private reply answers. */
  commentedAt: Date | null
  ownLimits: Partial<Record<MessageKind, { calls: number; perMs: number }>>
  /** Trouble on the way to the platform (breakers.queries.ts): null on a calm day. */
  line: 'counting' | 'opened' | null
}

/** A message in doubt holds its lane for a minute at most (design: "Saying"). */
const doubtHoldsLaneMs = 60_000
/** What expires within the hour goes before what is older but has time. */
const expiringMs = 3_600_000

/** No earlier message of the same lane is still open. A lane whose first message is under way, in doubt or waiting for a later time has no other one due. */
const firstOfLane = (now: Date) => sql`not exists (
  select from messages earlier
  where earlier.conversation_id = m.conversation_id and earlier.lane = m.lane and earlier.seq < m.seq
    and (earlier.state in ('planned', 'claimed', 'sending')
      or (earlier.state = 'in_doubt' and earlier.sending_at > ${new Date(now.getTime() - doubtHoldsLaneMs)})))`

/**
 * What is due, as CTEs that end in `candidates(id)`: the first open message of each lane. Accounts take turns: of each at most
 * `perAccount` in a round, and no more than its limits leave slots for; what is about to expire goes first.
 */
const dueCandidates = (now: Date, perAccount: number) => sql`
  recursive turns as (
    (select account_id, kind from messages where state = 'planned' order by account_id, kind limit 1)
    union all
    select next.account_id, next.kind from turns cross join lateral (
      select m.account_id, m.kind from messages m where m.state = 'planned' and (m.account_id, m.kind) > (turns.account_id, turns.kind)
      order by m.account_id, m.kind limit 1) next),
  open_turns as (
    select turns.account_id, turns.kind, l.slots from turns
    join accounts a on a.id = turns.account_id and a.status = 'active' and ${lineIsFree(sql`turns.account_id`, now)}
    cross join lateral (
      select least(${perAccount}::integer, coalesce(min(case when blocked_until > ${now} then 0
        else greatest(0, calls - coalesce((
          -- What slidingWindow.ts calls used: the buckets that have not left the window yet.
          select sum(n) from unnest(counts) with ordinality as u(n, place)
          where newest - (cardinality(counts) - place) >= floor(${now.getTime()}::double precision / (per_ms / ${buckets})) - ${buckets}), 0)) end), 1e9))::integer as slots
      from send_limits where account_id = turns.account_id and kind = turns.kind) l
    where l.slots > 0),
  candidates as (
    select c.id from open_turns t cross join lateral (
      (select m.id, 0 as rank, m.seq from messages m
      where m.account_id = t.account_id and m.kind = t.kind and m.state = 'planned' and m.not_before <= ${now}
        and m.expires_at < ${new Date(now.getTime() + expiringMs)} and ${firstOfLane(now)}
      order by m.expires_at limit t.slots)
      union all
      (select m.id, 1, m.seq from messages m
      where m.account_id = t.account_id and m.kind = t.kind and m.state = 'planned' and m.not_before <= ${now} and ${firstOfLane(now)}
      order by m.not_before, m.seq limit t.slots)
      order by rank, seq limit t.slots) c)`

const claimedColumns = sql`
  m.id, m.epoch, m.workspace_id as "workspaceId", m.account_id as "accountId", m.conversation_id as "conversationId",
  m.contact_id as "contactId", m.kind, m.comment_id as "commentId", m.content, m.attempts, m.failures, m.doubts, m.by_hand as "byHand",
  m.automation_id as "automationId", c.recipient_id as "recipientId", c.window_until as "windowUntil", c.opted_out_at as "optedOutAt",
  c.bot_paused_until as "botPausedUntil",
  case when m.kind = 'private_reply' then (select e.occurred_at from events e where e.id = m.event_id) end as "commentedAt",
  a.own_limits as "ownLimits", ${lineStands(sql`m.account_id`)} as line`

export type Claim = { worker: number; now: Date; leaseUntil: Date; limit: number; perAccount: number }

/** Claims what is due. In: the worker's number, the world's time, until when (machine time) the lease runs, how much. */
export async function claimDue(db: Db, { worker, now, leaseUntil, limit, perAccount }: Claim): Promise<ClaimedMessage[]> {
  const { rows } = await sql<ClaimedMessage>`
    with ${dueCandidates(now, perAccount)},
    due as (
      -- An array is made once. As a subquery it was made again for every planned row whenever the planner believed that there is none.
      select m.id from messages m where m.id = any(array(select id from candidates)) and m.state = 'planned' limit ${limit} for update skip locked),
    claimed as (
      update messages m set state = 'claimed', epoch = m.epoch + 1, lease_holder = ${worker}, lease_until = ${leaseUntil}
      from due where m.id = due.id
      returning m.*)
    select ${claimedColumns}
    from claimed m join conversations c on c.id = m.conversation_id join accounts a on a.id = m.account_id
    order by m.seq`.execute(db)
  return rows
}

/** What is due, for whoever tells workers of it; nothing is claimed. */
export async function findDue(db: Db, now: Date, limit: number, perAccount: number): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    with ${dueCandidates(now, perAccount)}
    select m.id, m.epoch from messages m where m.id = any(array(select id from candidates)) order by m.seq limit ${limit}`.execute(db)
  return rows
}

/** Claims what a queue brought: by compare-and-set, since the row may have moved on, and only as the first of its lane. */
export async function claimEntries(
  db: Db,
  entries: Entry[],
  { worker, now, leaseUntil }: Omit<Claim, 'limit' | 'perAccount'>,
): Promise<ClaimedMessage[]> {
  if (!entries.length) return []
  const { rows } = await sql<ClaimedMessage>`
    with due as (
      select m.id from ${rowsOf(entries, 'id uuid, epoch integer')}
      join messages m on m.id = given.id and m.epoch = given.epoch
      join accounts a on a.id = m.account_id and a.status = 'active' and ${lineIsFree(sql`m.account_id`, now)}
      where m.state = 'planned' and m.not_before <= ${now} and ${firstOfLane(now)}
      for update of m skip locked),
    claimed as (
      update messages m set state = 'claimed', epoch = m.epoch + 1, lease_holder = ${worker}, lease_until = ${leaseUntil}
      from due where m.id = due.id
      returning m.*)
    select ${claimedColumns}
    from claimed m join conversations c on c.id = m.conversation_id join accounts a on a.id = m.account_id
    order by m.seq`.execute(db)
  return rows
}

/** Committed just before the calls: from here on a crash leaves a doubt. Answers which rows were still ours. */
export async function markSending(
  trx: Trx,
  messages: { id: string; epoch: number; number: number; workspace_id: string }[],
  worldNow: Date,
  doubtFrom: Date,
): Promise<Set<string>> {
  if (!messages.length) return new Set()
  const { rows } = await sql<{ id: string }>`
    with sending as (
      update messages m set state = 'sending', epoch = m.epoch + 1, attempts = given.number, sending_at = ${worldNow}, lease_until = ${doubtFrom}
      from ${rowsOf(messages, 'id uuid, epoch integer, number smallint, workspace_id uuid')}
      where m.id = given.id and m.epoch = given.epoch and m.state = 'claimed'
      returning m.id, m.attempts, m.workspace_id)
    insert into attempts (message_id, number, workspace_id, started_at)
    select id, attempts, workspace_id, ${worldNow} from sending
    on conflict (message_id, number) do update set started_at = excluded.started_at, ended_at = null, outcome = null
    returning message_id as id`.execute(trx)
  return new Set(rows.map((row) => row.id))
}

/** Gives claimed rows back unharmed, when there is no use for them now; `not_before` puts one off. */
export async function giveBack(db: Db | Trx, messages: { id: string; epoch: number; not_before?: Date }[]): Promise<void> {
  if (!messages.length) return
  await sql`
    update messages m set state = 'planned', epoch = m.epoch + 1, lease_holder = null, lease_until = null, not_before = coalesce(given.not_before, m.not_before)
    from ${rowsOf(messages, 'id uuid, epoch integer, not_before timestamptz')}
    where m.id = given.id and m.epoch = given.epoch and m.state = 'claimed'`.execute(db)
}
