import { sql } from 'kysely'
import type { AccountStatus } from '../model/account.ts'
import type { MessageKind, StoppedKinds } from '../model/message.ts'
import type { Sentence } from '../model/sentence.ts'
import type { Db } from '../platform/db.ts'
import type { Breaker } from './breakers.queries.ts'

/** The due messages of one account and kind that no worker has claimed yet, over all workspaces. */
export type DueLane = {
  accountId: string
  accountName: string
  workspaceId: string
  status: AccountStatus
  statusReason: Sentence | null
  kind: MessageKind
  /** At most `countedAtMost`. */
  waiting: number
  dueSince: Date
  stopped: StoppedKinds[MessageKind] | null
  blockedUntil: Date | null
  breaker: Breaker | null
}

/** Counting stops here, so that a long queue costs no more than a short one. */
export const countedAtMost = 1_000

/**
 * Finds the lanes whose first message has been due the longest. The index `outbox_due` is read by jumping from one account and kind to the
 * next, so the cost depends on how many of them have something to send, not on how much.
 */
export async function findDueLanes(db: Db, now: Date, limit: number): Promise<DueLane[]> {
  const due = sql`o.account_id = t.account_id and o.kind = t.kind and o.not_before <= ${now} and o.state = 'planned'`
  const { rows } = await sql<DueLane>`
    with recursive turns as (
      (select account_id, kind from outbox order by account_id, kind limit 1)
      union all
      select n.account_id, n.kind from turns t cross join lateral (
        select account_id, kind from outbox where (account_id, kind) > (t.account_id, t.kind) order by account_id, kind limit 1) n),
    longest as (
      select t.account_id, t.kind, f.not_before as since from turns t
      cross join lateral (select o.not_before from outbox o where ${due} order by o.not_before limit 1) f
      order by f.not_before, t.account_id, t.kind limit ${limit})
    select a.id as "accountId", a.name as "accountName", a.workspace_id as "workspaceId", a.status, a.status_reason as "statusReason", t.kind,
      (select count(*)::integer from (select from outbox o where ${due} limit ${countedAtMost}) c) as waiting, t.since as "dueSince",
      a.stopped_kinds -> t.kind as stopped,
      (select max(blocked_until) from send_limits s where s.account_id = a.id and s.kind = t.kind) as "blockedUntil",
      (select jsonb_build_object('accountId', b.account_id, 'channel', a.channel, 'simulated', a.simulated, 'code', b.code, 'words', b.words,
          'openedAt', b.opened_at, 'openUntil', b.open_until)
        from breakers b where b.account_id = a.id and b.open_until is not null order by b.opened_at limit 1) as breaker
    from longest t join accounts a on a.id = t.account_id order by t.since, a.id, t.kind`.execute(db)
  return rows.map(({ breaker, ...row }) => ({
    ...row,
    breaker: breaker && { ...breaker, openedAt: new Date(breaker.openedAt), openUntil: new Date(breaker.openUntil) },
  }))
}
