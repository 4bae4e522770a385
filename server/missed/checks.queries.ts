import { sql, type Selectable } from 'kysely'
import type { InboundEvent } from '../model/event.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { eventChecks, type PostCounts } from '../platform/tables/eventChecks.ts'
import { columnsOf, typesOf, type KyselyTable, type NewRow } from '../platform/tables/table.ts'
import { laneOfChecks, notPermitted } from './checkJobs.ts'

export type CheckRow = Selectable<KyselyTable<typeof eventChecks>>
type Owner = { id: string; workspaceId: string }

/** The active accounts of some channels. */
export async function findAccountsToCheck(db: Db, channels: string[]): Promise<Owner[]> {
  if (!channels.length) return []
  const { rows } = await sql<Owner>`
    select id, workspace_id as "workspaceId" from accounts where channel = any(${channels}::text[]) and status = 'active' order by id`.execute(
    db,
  )
  return rows
}

/**
 * What is known before a check. `activeSince`: when it was connected or switched on. `checkedUntil`: every event before was had; null:
 * there was no complete check yet. `posts`: of the last complete one.
 */
export type Standing = { activeSince: Date; checkedUntil: Date | null; posts: PostCounts }

export async function findCheckStanding(db: Db, accountId: string): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select coalesce(a.active_since, a.created_at) as "activeSince", c.until as "checkedUntil", coalesce(c.posts, '{}') as posts
    from accounts a left join lateral (
      select * from event_checks c where c.account_id = a.id and c.ended_at is not null and c.failed = 0
      order by c.until desc limit 1) c on true
    where a.id = ${accountId}`.execute(db)
  return rows[0]!
}

/** The posts that live automations of an account answer comments under, those of the newest automations first. */
export async function findNamedPosts(db: Db, accountId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select named #>> '{}' as id from automations a join automation_versions v on v.id = a.version_id
    cross join jsonb_path_query(v.definition, '$.triggers[*] ? (@.on == "comment").media[*]') as named
    where a.account_id = ${accountId} and a.status = 'live' group by 1 order by max(a.created_at) desc, 1`.execute(db)
  return rows.map(({ id }) => id)
}

/** Begins a check, once. */
export async function beginCheck(trx: Trx, row: NewRow<typeof eventChecks>): Promise<void> {
  await sql`insert into event_checks (${columnsOf(eventChecks)}) select * from ${rowsOf([row], typesOf(eventChecks))}
    on conflict do nothing`.execute(trx)
}

/** Those of the events that are not known: neither they nor the same under another name, nor as a message of ours. */
export async function leaveOutKnown(db: Db, accountId: string, found: InboundEvent[]): Promise<InboundEvent[]> {
  if (!found.length) return []
  const names = found.flatMap(({ key, sameAs = [] }, at) => [key, ...sameAs].map((name) => ({ at, key: name })))
  const ids = found.flatMap(({ externalId, kind }, at) => (externalId && kind === 'message' ? [{ at, id: externalId }] : []))
  const { rows } = await sql<{ at: number }>`
    select given.at from ${rowsOf(names, 'at integer, key text')}
    join events e on e.account_id = ${accountId} and e.key = given.key
    union
    select given.at from ${rowsOf(ids, 'at integer, id text')}
    join attempts t on t.account_id = ${accountId} and t.channel_message_id = given.id`.execute(db)
  const known = new Set(rows.map(({ at }) => at))
  return found.filter((_, at) => !known.has(at))
}

/** Which of these ids of messages and comments of an account are this product's own. */
export async function findOwnMessages(db: Db, accountId: string, ids: string[]): Promise<Set<string>> {
  if (!ids.length) return new Set()
  const { rows } = await sql<{ id: string }>`
    select channel_message_id as id from attempts where account_id = ${accountId} and channel_message_id = any(${ids}::text[])`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** Which of these people have a thread that another app answers, by the last that a webhook told of it. */
export async function findStandbyThreads(db: Db, accountId: string, people: string[]): Promise<Set<string>> {
  if (!people.length) return new Set()
  const { rows } = await sql<{ id: string }>`
    select given.id from unnest(${people}::text[]) as given(id)
    join contact_identifiers i on i.account_id = ${accountId} and i.value = given.id
    join conversations c on c.account_id = ${accountId} and c.contact_id = i.contact_id
    cross join lateral (select silence from events e where e.conversation_id = c.id and e.kind <> 'echo'
      order by e.seq desc limit 1) last
    where last.silence = 'standby'`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** Notes what a part of a check found, and whether the check cannot read on although there is more. */
export async function noteFound(
  trx: Trx,
  { accountId, slot, missed, isCut }: { accountId: string; slot: string; missed: number; isCut: boolean },
): Promise<void> {
  if (missed || isCut)
    await sql`update event_checks set missed = missed + ${missed}, is_cut = is_cut or ${isCut}
      where account_id = ${accountId} and slot = ${slot}`.execute(trx)
}

/** Notes parts that were given up, and ends the checks of which no part is left. Out: the accounts whose check ended. */
export async function endParts(
  trx: Trx,
  parts: { account_id: string; slot: string; lane: string; code: string | null }[],
  now: Date,
): Promise<string[]> {
  const given = rowsOf(parts, 'account_id uuid, slot text, lane text, code text')
  const { rows } = await sql<{ id: string; isOver: boolean }>`
    with ended as (
      select account_id, slot, min(lane) as lane, count(code) filter (where code <> ${notPermitted})::integer as failed, max(code) as code
      from ${given} group by 1, 2)
    update event_checks c set failed = c.failed + ended.failed, failed_code = coalesce(ended.code, c.failed_code),
      ended_at = case when not exists (
        select from jobs j where j.lane = ended.lane and j.kind = 'read_history' and j.state in ('waiting', 'running')
          and j.data ->> 'slot' = ended.slot) then ${now}::timestamptz end
    from ended where c.account_id = ended.account_id and c.slot = ended.slot
    returning c.account_id as id, c.ended_at is not null as "isOver"`.execute(trx)
  return rows.filter(({ isOver }) => isOver).map(({ id }) => id)
}

/** Deletes checks that say nothing any more: older than a time, or complete with nothing to tell; the newest complete one stays. */
export async function removeOldChecks(db: Db, accountId: string, before: Date): Promise<void> {
  await sql`
    with newest as (select max(until) as until from event_checks where account_id = ${accountId} and ended_at is not null and failed = 0)
    delete from event_checks c using newest
    where c.account_id = ${accountId} and c.until < newest.until and (c.started_at < ${before}
      or c.ended_at is not null and c.failed = 0 and c.missed = 0 and not c.resubscribed and not c.is_cut)`.execute(db)
}

/** Deletes checks until a time after `ahead`: a clock was wrong, and what came since would never be looked at. */
export const removeChecksAhead = (db: Db, ahead: Date) => sql`delete from event_checks where until > ${ahead}`.execute(db)

export type ShownChecks = { checks: CheckRow[]; missed: number; isChecking: boolean; checkedUntil: Date | null }

/** The newest checks of an account, and what all that are kept found. */
export async function findChecks(trx: Trx, accountId: string): Promise<ShownChecks> {
  const checks = await trx
    .selectFrom('event_checks')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('started_at', 'desc')
    .limit(20)
    .execute()
  const { rows } = await sql<Omit<ShownChecks, 'checks'>>`
    select coalesce(sum(missed), 0)::integer as missed,
      max(until) filter (where ended_at is not null and failed = 0) as "checkedUntil",
      exists (select from jobs j where j.lane = ${laneOfChecks(accountId)} and j.state in ('waiting', 'running')) as "isChecking"
    from event_checks where account_id = ${accountId}`.execute(trx)
  return { checks, ...rows[0]! }
}

/** Whether a check of this lane waits to begin. */
export async function hasWaitingCheck(trx: Trx, lane: string): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select from jobs where lane = ${lane} and kind = 'check_events' and state = 'waiting') as waits`.execute(trx)
  return rows[0]!.waits
}
