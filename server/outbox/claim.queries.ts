import { sql, type RawBuilder } from 'kysely'
import type { OwnLimits } from '../model/account.ts'
import { outboxRowsById } from './outboxRowsById.ts'
import type { Entry } from '../queue/messageQueue.ts'
import { hasNoOpenBreaker, breakerStates } from './breakers.queries.ts'
import { currentWindow } from '../limits/limits.queries.ts'
import { buckets } from '../limits/slidingWindow.ts'
import { type MessageContent, readContent, type StoredContent } from '../model/content.ts'
import type { MessageKind } from '../model/message.ts'
import type { Sentence } from '../model/sentence.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'

/** A claimed message, with everything the last check before sending needs. */
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
  /** When it became due. */
  dueAt: Date
  byHand: boolean
  /** When it may no longer be sent, by what was known when it was stored. */
  expiresAt: Date | null
  automationId: string | null
  recipientId: string | null
  windowUntil: Date | null
  optedOutAt: Date | null
  botPausedUntil: Date | null
  marketingStoppedAt: Date | null
  /** When the comment was made that a private reply answers. */
  commentedAt: Date | null
  /** The DM that a public reply announces, and its state (`open`: it has not ended). */
  waitsFor: string | null
  dmState: string | null
  ownLimits: OwnLimits
  /** Errors of the connection to the platform (breakers.queries.ts): usually null. */
  line: 'counting' | 'opened' | null
}

type ClaimedRow = Omit<ClaimedMessage, 'content'> & { content: StoredContent }

/** A message in doubt holds its lane for a minute at most. */
const doubtHoldsLaneMs = 60_000
/** Messages that expire within this time go before older ones. */
const expiringMs = 3_600_000

// The queue is empty so often that the planner takes each of its indexes for as good as the right one, and a scan of a whole index for as
// cheap as one key. During a long transaction the indexes are full of dead rows: so nothing here leaves the planner a choice (`offset 0`,
// `withoutIndex`).

/** SQL: a time as an expression that no index matches. */
const withoutIndex = (column: string) => sql`${sql.ref(column)} + interval '0'`

/**
 * SQL: no earlier message of the same lane is open. A lane whose first message is in flight, in doubt or waiting for a later time has no
 * other due message. A message whose kind is stopped (`stopped`, of the account) blocks none of another kind.
 */
const firstOfLane = (now: Date, stopped: RawBuilder<unknown>) => sql`not exists (
  select from outbox earlier
  where earlier.conversation_id = o.conversation_id and earlier.lane = o.lane and (earlier.seq < o.seq
    -- A reply that waits for its DM holds nothing up.
    and earlier.not_before < 'infinity'
    and not (earlier.state = 'planned' and ${stopped} -> earlier.kind is not null)
    and (earlier.state <> 'in_doubt' or earlier.sending_at > ${new Date(now.getTime() - doubtHoldsLaneMs)})
    -- A message that is sent again may stand before one that is under way.
    or earlier.seq > o.seq and earlier.state in ('claimed', 'sending'))
  offset 0)`

/** The queue of one account and kind: its rows that became due at `since` or later. */
export type ClaimQueue = { account_id: string; kind: MessageKind; since: Date }

/** SQL: all queues with planned messages, by skipping from one to the next in the index. */
const allQueues = sql`
  recursive turns as (
    (select account_id, kind, '-infinity'::timestamptz as since from outbox where state = 'planned' order by account_id, kind limit 1)
    union all
    select next.account_id, next.kind, '-infinity'::timestamptz from turns cross join lateral (
      select o.account_id, o.kind from outbox o where o.state = 'planned' and (o.account_id, o.kind) > (turns.account_id, turns.kind)
      order by o.account_id, o.kind limit 1) next)`

/** SQL: the known queues, each from its last position: no dead rows are walked over. */
const knownQueues = (turns: ClaimQueue[]) =>
  sql`turns as (select given.* from ${rowsOf(turns, 'account_id uuid, kind text, since timestamptz')})`

/**
 * SQL: due messages, as CTEs that end in `candidates(id)`: the first open message of each lane. Round robin over accounts: at most
 * `perAccount` of each in a round, and no more than its limits leave slots for; messages about to expire go first.
 */
const dueCandidates = (turns: RawBuilder<unknown>, now: Date, perAccount: number, limit: number) => sql`
  ${turns},
  open_turns as (
    select turns.account_id, turns.kind, turns.since, l.slots, a.stopped_kinds from turns
    join accounts a on a.id = turns.account_id and a.status = 'active' and a.stopped_kinds -> turns.kind is null
      and ${hasNoOpenBreaker(sql`turns.account_id`, now)}
    cross join lateral (
      select least(${perAccount}::integer, coalesce(min(case when blocked_until > ${now} then 0
        else greatest(0, calls - coalesce((
          -- What slidingWindow.ts calls used: the buckets that have not left the window yet.
          select sum(n) from unnest(counts) with ordinality as u(n, place)
          where newest - (cardinality(counts) - place) >= floor(${now.getTime()}::double precision / (per_ms / ${sql.lit(buckets)}))
            - ${sql.lit(buckets)}), 0)) end), 1e9))::integer as slots
      from send_limits s ${currentWindow} where s.account_id = turns.account_id and s.kind = turns.kind) l
    where l.slots > 0 and exists (
      select from outbox o where o.account_id = turns.account_id and o.kind = turns.kind and o.state = 'planned'
        and o.not_before >= turns.since and o.not_before <= ${now} offset 0)),
  -- No more candidates than may be taken, and half as many again for those that others hold.
  fair_turns as (
    select account_id, kind, since, stopped_kinds, least(slots, ceil(${limit} * 1.5 / count(*) over ()))::integer as slots from open_turns),
  candidates as (
    select c.id from fair_turns t cross join lateral (
      (select o.message_id as id, 0 as rank, o.seq from outbox o
      where o.account_id = t.account_id and o.kind = t.kind and o.state = 'planned' and ${withoutIndex('o.not_before')} <= ${now}
        and o.expires_at < ${new Date(now.getTime() + expiringMs)} and ${firstOfLane(now, sql`t.stopped_kinds`)}
      order by o.expires_at limit t.slots)
      union all
      (select o.message_id, 1, o.seq from outbox o
      where o.account_id = t.account_id and o.kind = t.kind and o.state = 'planned' and o.not_before >= t.since and o.not_before <= ${now}
        and ${firstOfLane(now, sql`t.stopped_kinds`)}
      order by o.not_before, o.seq limit t.slots)
      order by rank, seq limit t.slots) c)`

/** SQL: a claimed message with its outbox row, its content and its recipient. */
const claimed = sql`
  select m.id, o.epoch, m.workspace_id as "workspaceId", m.account_id as "accountId", o.conversation_id as "conversationId",
    m.contact_id as "contactId", m.kind, m.comment_id as "commentId", m.content, o.attempts, o.failures, o.doubts, o.not_before as "dueAt",
      m.by_hand as "byHand", m.expires_at as "expiresAt",
    m.automation_id as "automationId", c.recipient_id as "recipientId", c.window_until as "windowUntil", c.opted_out_at as "optedOutAt",
    -- What was said while handing over is still sent.
    case when m.created_at = c.handed_over_at then null else c.bot_paused_until end as "botPausedUntil",
      c.marketing_stopped_at as "marketingStoppedAt",
    case when m.kind = 'private_reply' then (select e.occurred_at from events e where e.id = m.event_id) end as "commentedAt",
    o.waits_for as "waitsFor", case when o.waits_for is not null
      then (select d.state from messages d where d.id = o.waits_for) end as "dmState",
    a.own_limits as "ownLimits", b.line
  from claimed o join messages m on m.id = o.message_id join conversations c on c.id = o.conversation_id
    join accounts a on a.id = o.account_id
    left join ${breakerStates} b on b.account_id = o.account_id
  order by o.seq`

/** Rows from before content had types are read as typed content. */
const typed = (rows: ClaimedRow[]): ClaimedMessage[] => rows.map((row) => Object.assign(row, { content: readContent(row.content) }))

const take = ({ worker, leaseUntil }: Pick<Claim, 'worker' | 'leaseUntil'>) => sql`
  update outbox o set state = 'claimed', epoch = o.epoch + 1, lease_holder = ${worker}, lease_until = ${leaseUntil}
  from due where o.message_id = due.message_id and o.message_id = any(array(select message_id from due))
  returning o.message_id, o.seq, o.account_id, o.conversation_id, o.epoch, o.attempts, o.failures, o.doubts, o.not_before, o.waits_for`

/** `known`: only these queues are scanned; null: all of them. */
export type Claim = { worker: number; now: Date; leaseUntil: Date; limit: number; perAccount: number; known: ClaimQueue[] | null }

/** Claims due messages. In: the worker's number, the product clock, the end of the lease (system clock), the limits. */
export async function claimDue(db: Db, { worker, now, leaseUntil, limit, perAccount, known }: Claim): Promise<ClaimedMessage[]> {
  const { rows } = await sql<ClaimedRow>`
    with ${dueCandidates(known ? knownQueues(known) : allQueues, now, perAccount, limit)},
    due as (
      -- The array is built once. As a subquery it was evaluated again for every planned row whenever the planner expected none.
      select message_id from outbox where message_id = any(array(select id from candidates)) and state = 'planned'
        and ${withoutIndex('not_before')} <= ${now} limit ${limit} for update skip locked),
    claimed as (${take({ worker, leaseUntil })})
    ${claimed}`.execute(db)
  return typed(rows)
}

/** Finds due messages for the relay; nothing is claimed. */
export async function findDue(db: Db, now: Date, limit: number, perAccount: number): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    with ${dueCandidates(allQueues, now, perAccount, limit)}
    select message_id as id, epoch from outbox where message_id = any(array(select id from candidates)) order by seq
      limit ${limit}`.execute(db)
  return rows
}

/** Claims the entries of a queue: by compare-and-set, since a row may have changed, and only as the first of its lane. */
export async function claimEntries(
  db: Db,
  entries: Entry[],
  { worker, now, leaseUntil }: Omit<Claim, 'limit' | 'perAccount' | 'known'>,
): Promise<ClaimedMessage[]> {
  if (!entries.length) return []
  const { rows } = await sql<ClaimedRow>`
    with due as (
      select o.message_id from ${rowsOf(entries, 'id uuid, epoch integer')}
      join outbox o on o.message_id = given.id and o.epoch = given.epoch
      join accounts a on a.id = o.account_id and a.status = 'active' and a.stopped_kinds -> o.kind is null
        and ${hasNoOpenBreaker(sql`o.account_id`, now)}
      where ${outboxRowsById(entries)} and o.state = 'planned' and o.not_before <= ${now} and ${firstOfLane(now, sql`a.stopped_kinds`)}
      for update of o skip locked),
    claimed as (${take({ worker, leaseUntil })})
    ${claimed}`.execute(db)
  return typed(rows)
}

/**
 * Marks messages as `sending`, committed just before the requests: from here on a crash leaves a doubt. Out: the rows that this worker
 * still held. The lease runs on, and at least until `doubtFrom`: an unchanged lease keeps the update heap-only.
 */
export async function markSending(
  db: Db | Trx,
  messages: { id: string; epoch: number }[],
  worldNow: Date,
  doubtFrom: Date,
): Promise<Set<string>> {
  if (!messages.length) return new Set()
  const { rows } = await sql<{ id: string }>`
    with sending as (
      update outbox o set state = 'sending', epoch = o.epoch + 1, attempts = o.attempts + 1, lease_losses = 0, sending_at = ${worldNow},
        lease_until = greatest(o.lease_until, ${doubtFrom})
      from ${rowsOf(messages, 'id uuid, epoch integer')}
      where ${outboxRowsById(messages)} and o.message_id = given.id and o.epoch = given.epoch and o.state = 'claimed'
      returning o.message_id as id)
    select id from sending`.execute(db)
  return new Set(rows.map((row) => row.id))
}

/** Returns claimed rows without an attempt, when they cannot be sent now; `not_before` postpones one, `error_…` say why. */
export async function giveBack(
  db: Db | Trx,
  messages: { id: string; epoch: number; not_before?: Date; error_code?: string; error_words?: Sentence }[],
): Promise<void> {
  if (!messages.length) return
  await sql`
    update outbox o set state = 'planned', epoch = o.epoch + 1, lease_holder = null, lease_until = null,
      not_before = coalesce(given.not_before, o.not_before), error_code = coalesce(given.error_code, o.error_code),
      error_words = coalesce(given.error_words, o.error_words)
    from ${rowsOf(messages, 'id uuid, epoch integer, not_before timestamptz, error_code text, error_words text')}
    where ${outboxRowsById(messages)} and o.message_id = given.id and o.epoch = given.epoch and o.state = 'claimed'`.execute(db)
}
