import { sql } from 'kysely'
import type { AccountStatus, OwnLimits } from '../model/account.ts'
import type { ChannelName } from '../model/event.ts'
import type { MessageKind, StoppedKinds } from '../model/message.ts'
import type { Sentence } from '../model/sentence.ts'
import type { Db, Trx } from '../platform/db.ts'
import { currentWindow } from '../limits/limits.queries.ts'
import type { Window } from '../limits/slidingWindow.ts'

/** The waiting messages of one account and kind, and the state of its limits. */
export type Waiting = {
  accountId: string
  accountName: string
  accountStatus: AccountStatus
  statusReason: Sentence | null
  channel: ChannelName
  kind: MessageKind
  waiting: number
  /** How many of them wait for their DM. */
  forDm: number
  oldestAt: Date
  /** The queue cannot be empty before this time: its last message is planned for then. */
  latestAt: Date
  blockedUntil: Date | null
  /** Why this kind is stopped. */
  stopped: StoppedKinds[MessageKind] | null
  ownLimits: OwnLimits
  /** The windows of limits that were used before; an unused limit has no row. */
  windows: ({ key: string } & Window)[]
}

/** Counts waiting messages per account and kind, the most first; of all workspaces, or of the one that the transaction names. */
export async function findWaiting(db: Db | Trx): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    select a.id as "accountId", a.name as "accountName", a.status as "accountStatus", a.status_reason as "statusReason", a.channel,
      a.own_limits as "ownLimits",
      a.stopped_kinds -> m.kind as stopped, m.kind, m.waiting, m.for_dm as "forDm", m.oldest as "oldestAt", m.latest as "latestAt",
        l.blocked as "blockedUntil", coalesce(l.windows, '[]') as windows
    from (
      select o.account_id, o.kind, count(*)::integer as waiting, count(*) filter (where o.not_before = 'infinity')::integer as for_dm,
        min(p.created_at) as oldest,
        coalesce(max(o.not_before) filter (where o.not_before < 'infinity'), min(p.created_at)) as latest
      from outbox o join messages p on p.id = o.message_id where o.state = 'planned' group by o.account_id, o.kind) m
    join accounts a on a.id = m.account_id
    left join lateral (
      select max(blocked_until) as blocked,
        jsonb_agg(jsonb_build_object('key', key, 'newest', newest, 'counts', counts, 'calls', calls, 'perMs',
          per_ms)) filter (where key <> 'platform') as windows
      from send_limits s ${currentWindow} where s.account_id = m.account_id and s.kind = m.kind) l on true
    order by m.waiting desc, a.id, m.kind`.execute(db)
  return rows
}
