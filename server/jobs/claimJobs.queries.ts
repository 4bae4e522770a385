import { sql, type RawBuilder } from 'kysely'
import type { Job, JobKind } from '../model/job.ts'
import { rowsOf, type Db } from '../platform/db.ts'
import type { Entry } from '../queue/messageQueue.ts'

/** How many jobs of one account and kind are claimed at once, so that thousands of one account do not delay another's one. */
const perTurn = 10

/** `limited`: how many of a turn may run at once, of kinds that limit it. */
export type ClaimedKinds = { kinds: string[]; patient: string[]; limited: Record<string, number> }
/** `series`: turns of limited kinds of which a claim takes so many jobs for each free slot; of the others it takes one. */
export type Claim = ClaimedKinds & { worker: number; now: Date; leaseUntil: Date; series?: (Turn & { length: number })[] }

/**
 * So many due jobs of one account and kind are looked at. When fewer than are wanted can run, the rest is set aside
 * (blockedJobs.queries.ts).
 */
const lookedAtAtMost = 1_000

/**
 * Whether the job `e` goes before the job `j` of its lane: it is earlier, and is due or was begun already (then it waits for its next
 * attempt or for a limit, and the order holds).
 */
export const goesBefore = (now: Date) => sql`e.seq < j.seq and (e.run_at <= ${now} or e.epoch > 0)`
/**
 * SQL: no job of its lane runs, and no earlier job of it is due or was attempted already (then it waits for its next attempt, and the order
 * holds). The unique index jobs_one_of_lane decides between two workers.
 */
const firstOfLane = (now: Date) => sql`
  (j.lane is null
    or not exists (select from jobs e where e.lane = j.lane and e.state = 'running' and e.id <> j.id)
      and not exists (select from jobs e where e.lane = j.lane and e.state in ('waiting', 'running') and ${goesBefore(now)}))`
const inTime = (now: Date) => sql`(j.gives_up_at is null or j.gives_up_at > ${now})`

/** Every priority, kind and account of which something waits, by jumping from one to the next through the index. */
export const everyTurn = sql`
  turns as (
    (select priority, kind, turn from jobs where state = 'waiting' and not behind order by priority, kind, turn limit 1)
    union all
    select n.priority, n.kind, n.turn from turns t cross join lateral (
      select priority, kind, turn from jobs where state = 'waiting' and not behind and (priority, kind, turn) > (t.priority, t.kind, t.turn)
      order by priority, kind, turn limit 1) n)`

/**
 * The first due jobs of a turn `t`, with `is_first` of their lane or not, and their `place`. They are read only as far as they are asked
 * for.
 */
export const dueOfTurn = (now: Date) => sql`
  select j.id, j.lane, j.run_at, j.seq, ${firstOfLane(now)} as is_first, row_number() over (order by j.run_at, j.seq) as place from jobs j
  where j.state = 'waiting' and not j.behind and j.priority = t.priority and j.kind = t.kind and j.turn = t.turn and j.run_at <= ${now}
    and ${inTime(now)}
  order by j.run_at, j.seq limit ${sql.lit(lookedAtAtMost)}`

/**
 * SQL: the slots of a turn and kind (`t`) that no running job has; null for kinds without a limit. At most as many rows are read as there
 * are slots.
 */
const freeSlots = (limited: Record<string, number>) => sql`
  (select array(select s from generate_series(1, l.at_once) s
      where not exists (select from jobs r where r.turn = t.turn and r.kind = t.kind and r.slot = s and r.state = 'running') order by s)
    from unnest(${Object.keys(limited)}::text[], ${Object.values(limited)}::integer[]) l(kind, at_once) where l.kind = t.kind)`

/**
 * SQL: due jobs: some of each account and kind, the longest waiting first; one of every account before the second of any. A turn
 * that has no free slot is not looked at, however many wait in it. Each free slot gets a series of jobs; `limit` counts series, and jobs of
 * kinds without slots. `nth`: the place of a job among those of its turn; `abreast`: how many series its turn gets.
 */
const candidates = (
  { now, kinds, patient, limited, series = [] }: ClaimedKinds & { now: Date; series?: Claim['series'] },
  limit: number,
  { ofEach = perTurn, turns = everyTurn } = {},
) => sql`
  ${turns},
  series as materialized (select * from ${rowsOf(series, 'priority smallint, kind text, turn uuid, length integer')}),
  open as materialized (
    select t.*, coalesce((select max(s.length) from series s where s.turn = t.turn and s.kind = t.kind), 1) as length
    from (select t.*, ${freeSlots(limited)} as slots from turns t where t.kind = any(${kinds}::text[]) offset 0) t
    where slots is null or cardinality(slots) > 0),
  looked as (
    select c.*, t.priority, t.kind, t.turn, t.slots, t.length from open t left join accounts a on a.id = t.turn
    cross join lateral (
      select d.id, d.run_at, d.seq, d.is_first, row_number() over (order by d.run_at, d.seq) as rank from (${dueOfTurn(now)}) d
      where d.is_first or d.place = ${sql.lit(lookedAtAtMost)}
      order by d.run_at, d.seq limit coalesce(cardinality(t.slots) * t.length, ${sql.lit(ofEach)})) c
    where a.id is null or a.status = 'active' or t.kind <> all(${patient}::text[])),
  placed as (
    select *, row_number() over (partition by turn, kind order by priority, rank) - 1 as nth from looked where is_first),
  ranked as (
    select *, row_number() over (order by coalesce(nth / cardinality(slots), 0), priority, rank, run_at, seq) as place,
      coalesce(nth % cardinality(slots), nth) as series
    from placed where slots is null or nth < cardinality(slots) * length),
  begun as (select *, min(place) over (partition by turn, kind, series) as first_place from ranked),
  candidates as (
    select id, turn, kind, slots, nth, place, max(series) over (partition by turn, kind) + 1 as abreast
    from begun where first_place <= ${limit})`
/** Whether a turn was looked at in vain to its end. */
const isStuck = sql`exists (select from looked where not is_first)`

/** What is served side by side: the jobs of one priority, kind and turn. */
export type Turn = { priority: number; kind: JobKind; turn: string }
/**
 * `series`: the slot for which it was claimed, null for kinds without slots. Jobs of a series run one after another, by their `nth`. Only
 * the last of them has the slot in its row, so the slot is taken until each of them was run.
 */
export type ClaimedJob = Job & Turn & { lane: string | null; series: number | null; nth: number }

/**
 * SQL: takes what is in `due`, with its `slot` and its `series`. The unique index jobs_slot decides between two workers.
 */
const take = ({ worker, now, leaseUntil }: Claim): RawBuilder<ClaimedJob> => sql<ClaimedJob>`
  update jobs j set state = 'running', epoch = j.epoch + 1, behind = false, attempts = j.attempts + 1, lease_holder = ${worker},
    lease_until = ${leaseUntil}, started_at = ${now}, slot = c.slot
  from due c where j.id = c.id
  returning j.id, j.epoch, j.kind, j.workspace_id as "workspaceId", j.account_id as "accountId", j.run_at as "runAt",
    j.gives_up_at as "givesUpAt", j.data,
    j.attempts as attempt, j.failures, j.lease_losses as "leaseLosses", j.lane, j.turn, j.priority,
    c.series, c.nth::integer`

/**
 * Claims due jobs, at most `limit` series. In: `kinds` this process has handlers for; those of them that wait for their account
 * (`patient`).
 */
export const claimJobs = (db: Db, claim: Claim, limit: number) => claimFromTurns(db, claim, limit, everyTurn)

/**
 * Claims due jobs of turns in which a place became free. Unlike a claim of everything, its cost does not depend on what else waits.
 */
export const claimNextOfTurns = (db: Db, claim: Claim, limit: number, turns: Turn[]) =>
  claimFromTurns(db, claim, limit, sql`turns as (select * from ${rowsOf(turns, 'priority smallint, kind text, turn uuid')})`)

async function claimFromTurns(
  db: Db,
  claim: Claim,
  limit: number,
  turns: RawBuilder<unknown>,
): Promise<{ claimed: ClaimedJob[]; stuck: boolean }> {
  const { rows } = await sql<{ stuck: boolean } & ClaimedJob>`
    with recursive ${candidates(claim, limit, { turns })},
    held as (
      select c.* from candidates c join jobs j on j.id = c.id and j.state = 'waiting' and j.run_at <= ${claim.now}
      for update of j skip locked),
    numbered as (
      select id, slots, abreast, row_number() over (partition by turn, kind order by nth) - 1 as nth,
        count(*) over (partition by turn, kind) as count
      from held),
    due as (
      select id, nth, slots[nth % abreast + 1] as series, case when nth >= count - abreast then slots[nth % abreast + 1] end as slot
      from numbered),
    taken as (${take(claim)})
    select taken.*, ${isStuck} as stuck from (values (1)) always left join taken on true`.execute(db)
  return { claimed: rows.filter((row) => row.id !== null), stuck: rows[0]!.stuck }
}

/** Finds due jobs for the relay; nothing is claimed. */
export async function findDueJobs(
  db: Db,
  claim: ClaimedKinds & { now: Date },
  limit: number,
  ofEach: number,
): Promise<{ due: Entry[]; stuck: boolean }> {
  const { rows } = await sql<Entry & { stuck: boolean }>`
    with recursive ${candidates(claim, limit, { ofEach })},
    due as (select j.id, j.epoch, c.place from candidates c join jobs j on j.id = c.id)
    select due.id, due.epoch, ${isStuck} as stuck from (values (1)) always left join due on true order by due.place`.execute(db)
  return { due: rows.filter((row) => row.id !== null).map(({ id, epoch }) => ({ id, epoch })), stuck: rows[0]!.stuck }
}

/** Claims the entries of a queue: by compare-and-set, since a row may have changed, and only as the first of its lane. */
export async function claimJobEntries(db: Db, entries: Entry[], claim: Claim): Promise<ClaimedJob[]> {
  if (!entries.length) return []
  const { now, kinds, patient, limited } = claim
  const { rows } = await sql<ClaimedJob>`
    with held as (
      select j.id, j.turn, j.kind, j.priority, j.run_at, j.seq from ${rowsOf(entries, 'id uuid, epoch integer')}
      join jobs j on j.id = given.id and j.epoch = given.epoch left join accounts a on a.id = j.account_id
      where j.state = 'waiting' and j.run_at <= ${now} and ${inTime(now)} and ${firstOfLane(now)} and j.kind = any(${kinds}::text[])
        and (a.id is null or a.status = 'active' or j.kind <> all(${patient}::text[]))
      for update of j skip locked),
    placed as (
      select t.id, ${freeSlots(limited)} as slots,
        row_number() over (partition by t.turn, t.kind order by t.priority, t.run_at, t.seq) as nth
      from held t),
    due as (select id, nth, slots[nth] as series, slots[nth] as slot from placed where slots is null or nth <= cardinality(slots))
    ${take(claim)}`.execute(db)
  return rows
}
