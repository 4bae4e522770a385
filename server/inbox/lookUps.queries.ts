import { sql } from 'kysely'
import type { Found, LookUpKind } from '../model/capabilities.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { whole } from '../platform/eventDetail.ts'
import type { StoredEvent } from './eventAgain.ts'

export type NewLookUp = {
  id: string
  workspace_id: string
  account_id: string
  kind: LookUpKind
  subject: string
  event_id: string | null
  due_at: Date
  gives_up_at: Date
  answer: Answer | null
}
/** What came of asking. `asItIs`: after the wait there was nothing left to ask. */
export type Answer = { found: Found[LookUpKind] } | { asItIs: true } | { failed: string }

/** A question that is there already is not asked twice. */
export async function addLookUps(trx: Trx, lookUps: NewLookUp[]): Promise<void> {
  if (!lookUps.length) return
  const columns = `id uuid, workspace_id uuid, account_id uuid, kind text, subject text, event_id uuid, due_at timestamptz, gives_up_at timestamptz, answer jsonb`
  await sql`
    insert into look_ups (id, workspace_id, account_id, kind, subject, event_id, due_at, gives_up_at, answer)
    select * from ${rowsOf(lookUps, columns)} on conflict (account_id, kind, subject) do nothing`.execute(trx)
}

/** Questions that are settled: by their answer, or because what was missing came by itself. */
export async function removeLookUps(trx: Trx, { ids, eventIds }: { ids: string[]; eventIds: string[] }): Promise<void> {
  if (ids.length) await sql`delete from look_ups where id = any(${ids}::uuid[])`.execute(trx)
  if (eventIds.length) await sql`delete from look_ups where event_id = any(${eventIds}::uuid[])`.execute(trx)
}

export type HeldEvent = StoredEvent & { id: string; bodyId: number | null; receivedAt: Date }
export type Answered = { id: string; kind: LookUpKind; accountId: string; subject: string; answer: Answer; event: HeldEvent | null }

/** Answers that nobody has taken in yet, oldest first, with the event that waits for each. */
export async function findAnswered(trx: Trx, now: Date, limit: number): Promise<Answered[]> {
  if (limit === 0) return []
  const { rows } = await sql<Omit<Answered, 'event'> & HeldEvent & { eventId: string | null; lookUpKind: LookUpKind }>`
    select l.id, l.kind as "lookUpKind", l.account_id as "accountId", l.subject, l.answer, e.id as "eventId", e.body_id as "bodyId",
      e.received_at as "receivedAt", e.key, e.kind, a.channel, e.sender_id as "senderId", e.username, e.text, e.payload, e.media_id as "mediaId",
      e.external_id as "externalId", e.detail, e.occurred_at as "occurredAt"
    from look_ups l join accounts a on a.id = l.account_id left join events e on e.id = l.event_id and e.outcome = 'held'
    where l.answer is not null and l.due_at <= ${now} order by l.due_at limit ${limit}`.execute(trx)
  return rows.map(({ id, lookUpKind, accountId, subject, answer, eventId, ...event }) => ({
    id,
    kind: lookUpKind,
    accountId,
    subject,
    answer,
    event: eventId === null ? null : { ...event, id: eventId, detail: whole(event.detail) },
  }))
}

/** Takes a held event away that turned out to be known already under another key. */
export async function removeHeldEvents(trx: Trx, ids: string[]): Promise<void> {
  if (ids.length) await sql`delete from events where id = any(${ids}::uuid[]) and outcome = 'held'`.execute(trx)
}

/** Ends a question whose answer cannot be taken in, by a fault of ours; its event is told as unanswerable. Answers whether it was still there. */
export async function giveLookUpUp(trx: Trx, id: string, now: Date): Promise<boolean> {
  const { rows } = await sql<{ kind: LookUpKind; eventId: string | null }>`
    delete from look_ups where id = ${id} returning kind, event_id as "eventId"`.execute(trx)
  const [gone] = rows
  if (gone?.eventId)
    await sql`
      update events set outcome = 'skipped', silence = ${gone.kind === 'who' ? 'who_unknown' : 'words_unknown'}, decided_at = ${now}
      where id = ${gone.eventId} and outcome = 'held'`.execute(trx)
  return gone !== undefined
}

export type ClaimedLookUp = { id: string; epoch: number; attempts: number; accountId: string; kind: LookUpKind; subject: string }

/**
 * Claims questions that are due: some of each account and kind, so that nobody's thousand new people hold up another's comment. An account
 * that cannot be spoken for is left alone. Whoever is quicker has it; a lease that ran out is anybody's.
 */
export async function claimLookUps(db: Db, now: Date, machineNow: Date, leaseUntil: Date): Promise<ClaimedLookUp[]> {
  const free = sql`(lease_until is null or lease_until <= ${machineNow})`
  const { rows } = await sql<ClaimedLookUp>`
    with recursive open as (
      (select account_id, kind from look_ups where answer is null order by account_id, kind limit 1)
      union all
      select n.account_id, n.kind from open o cross join lateral (
        select account_id, kind from look_ups where answer is null and (account_id, kind) > (o.account_id, o.kind) order by account_id, kind limit 1) n)
    update look_ups l set lease_until = ${leaseUntil}, epoch = l.epoch + 1, attempts = l.attempts + 1
    from (
      select d.id from open o join accounts a on a.id = o.account_id and a.status = 'active'
      cross join lateral (
        select id from look_ups where account_id = o.account_id and kind = o.kind and answer is null and due_at <= ${now} and ${free}
        order by due_at limit 10) d
      limit 60) due
    where l.id = due.id and l.answer is null and (l.lease_until is null or l.lease_until <= ${machineNow})
    returning l.id, l.epoch, l.attempts, l.account_id as "accountId", l.kind, l.subject`.execute(db)
  return rows
}

/** Writes an answer down, unless somebody else has asked meanwhile. Answers whether it was. */
export async function keepAnswer(db: Db, { id, epoch }: Pick<ClaimedLookUp, 'id' | 'epoch'>, answer: Answer): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update look_ups set answer = given.answer, lease_until = null from ${rowsOf([{ answer }], 'answer jsonb')}
    where id = ${id} and epoch = ${epoch} and look_ups.answer is null`.execute(db)
  return Number(numAffectedRows) > 0
}

/** Asks again later. `counts`: whether this was an attempt. */
export async function putLookUpOff(
  db: Db,
  { id, epoch }: Pick<ClaimedLookUp, 'id' | 'epoch'>,
  until: Date,
  counts: boolean,
): Promise<void> {
  await sql`
    update look_ups set due_at = ${until}, lease_until = null, attempts = attempts - ${counts ? 0 : 1}
    where id = ${id} and epoch = ${epoch} and answer is null`.execute(db)
}

/** What could not be asked in time (an account that nobody connected again) is not asked any more. */
export async function endOldLookUps(db: Db, now: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    update look_ups set answer = ${JSON.stringify({ failed: 'too_late' })}, due_at = least(due_at, ${now})
    where answer is null and gives_up_at <= ${now}`.execute(db)
  return Number(numAffectedRows)
}
