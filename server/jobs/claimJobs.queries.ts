import { sql, type RawBuilder } from 'kysely'
import type { Job } from '../model/job.ts'
import { rowsOf, type Db } from '../platform/db.ts'
import type { Entry } from '../queue/messageQueue.ts'

/** How many jobs of one account and kind may be claimed at once, so that nobody's thousands keep another's one. */
const perTurn = 10

export type Claim = { worker: number; now: Date; leaseUntil: Date; kinds: string[]; patient: string[] }

/**
 * Nothing of its lane runs, and no earlier job of it is due or was tried already (then it waits for its next try, and the order holds).
 * What two workers see differently, the index jobs_one_of_lane decides.
 */
const firstOfLane = (now: Date) => sql`
  (j.lane is null or not exists (select from jobs e where e.lane = j.lane and e.state in ('waiting', 'running') and e.id <> j.id
    and (e.state = 'running' or e.seq < j.seq and (e.run_at <= ${now} or e.attempts > 0))))`
const inTime = (now: Date) => sql`(j.gives_up_at is null or j.gives_up_at > ${now})`

/** What is due: of each account and kind some, those that waited longest first; of every account one before the second of any. Needs `kinds` that wait for an account. */
const candidates = ({ now, kinds, patient }: Pick<Claim, 'now' | 'kinds' | 'patient'>, limit: number, ofEach = perTurn) => sql`
  turns as (
    (select priority, kind, turn from jobs where state = 'waiting' order by priority, kind, turn limit 1)
    union all
    select n.priority, n.kind, n.turn from turns t cross join lateral (
      select priority, kind, turn from jobs where state = 'waiting' and (priority, kind, turn) > (t.priority, t.kind, t.turn)
      order by priority, kind, turn limit 1) n),
  candidates as (
    select c.id, row_number() over (order by t.priority, c.rank, c.run_at, c.seq) as place
    from turns t left join accounts a on a.id = t.turn
    cross join lateral (
      select j.id, j.run_at, j.seq, row_number() over (order by j.run_at, j.seq) as rank from jobs j
      where j.state = 'waiting' and j.priority = t.priority and j.kind = t.kind and j.turn = t.turn and j.run_at <= ${now} and ${inTime(now)} and ${firstOfLane(now)}
      order by j.run_at, j.seq limit ${ofEach}) c
    where t.kind = any(${kinds}::text[]) and (a.id is null or a.status = 'active' or t.kind <> all(${patient}::text[]))
    order by place limit ${limit})`

export type ClaimedJob = Job & { lane: string | null }

const take = ({ worker, now, leaseUntil }: Claim): RawBuilder<ClaimedJob> => sql<ClaimedJob>`
  update jobs j set state = 'running', epoch = j.epoch + 1, attempts = j.attempts + 1, lease_holder = ${worker}, lease_until = ${leaseUntil}, started_at = ${now}
  from due where j.id = due.id
  returning j.id, j.epoch, j.kind, j.workspace_id as "workspaceId", j.account_id as "accountId", j.run_at as "runAt", j.gives_up_at as "givesUpAt", j.data,
    j.attempts as attempt, j.failures, j.lease_losses as "leaseLosses", j.lane`

/** Claims what is due, at most so many. In: `kinds` this process can do; those of them that wait for their account (`patient`). */
export async function claimJobs(db: Db, claim: Claim, limit: number): Promise<ClaimedJob[]> {
  const { rows } = await sql<ClaimedJob>`
    with recursive ${candidates(claim, limit)},
    due as (select id from jobs where id = any(array(select id from candidates)) and state = 'waiting' and run_at <= ${claim.now} for update skip locked)
    ${take(claim)}`.execute(db)
  return rows
}

/** What is due, for whoever tells workers of it; nothing is claimed. */
export async function findDueJobs(
  db: Db,
  claim: Pick<Claim, 'now' | 'kinds' | 'patient'>,
  limit: number,
  ofEach: number,
): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    with recursive ${candidates(claim, limit, ofEach)}
    select j.id, j.epoch from candidates c join jobs j on j.id = c.id order by c.place`.execute(db)
  return rows
}

/** Claims what a queue brought: by compare-and-set, since the row may have moved on, and only as the first of its lane. */
export async function claimJobEntries(db: Db, entries: Entry[], claim: Claim): Promise<ClaimedJob[]> {
  if (!entries.length) return []
  const { now, kinds, patient } = claim
  const { rows } = await sql<ClaimedJob>`
    with due as (
      select j.id from ${rowsOf(entries, 'id uuid, epoch integer')}
      join jobs j on j.id = given.id and j.epoch = given.epoch left join accounts a on a.id = j.account_id
      where j.state = 'waiting' and j.run_at <= ${now} and ${inTime(now)} and ${firstOfLane(now)} and j.kind = any(${kinds}::text[])
        and (a.id is null or a.status = 'active' or j.kind <> all(${patient}::text[]))
      for update of j skip locked)
    ${take(claim)}`.execute(db)
  return rows
}
