import { sql, type Selectable } from 'kysely'
import type { AccountRow } from '../accounts/accounts.queries.ts'
import type { StoredFinding } from '../model/finding.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { doctorRuns } from '../platform/tables/doctorRuns.ts'
import { columnsOf, type KyselyTable, type NewRow, typesOf } from '../platform/tables/table.ts'

export type RunRow = Selectable<KyselyTable<typeof doctorRuns>>

/** The id of the instance's run. */
export const instanceRunId = '00000000-0000-0000-0000-000000000000'

/** Stores a run in place of the one before. Out: what that one found. */
export async function storeRun(trx: Trx, row: NewRow<typeof doctorRuns>): Promise<StoredFinding[] | null> {
  const { rows } = await sql<{ findings: StoredFinding[] }>`select findings from doctor_runs where id = ${row.id} for update`.execute(trx)
  await sql`insert into doctor_runs (${columnsOf(doctorRuns)}) select * from ${rowsOf([row], typesOf(doctorRuns))}
    on conflict (id) do update set findings = excluded.findings, problems = excluded.problems, ended_at = excluded.ended_at`.execute(trx)
  return rows[0]?.findings ?? null
}

export const findRun = (db: Trx | Db, id: string): Promise<RunRow | undefined> =>
  db.selectFrom('doctor_runs').selectAll().where('id', '=', id).executeTakeFirst()

export type AccountRun = { id: string; name: string; channel: string; username: string | null; run: RunRow | null; isRunning: boolean }

/** An account to check; `isRunning`: its check waits or runs. */
export type AccountToRun = { id: string; isRunning: boolean }

const isRunning = sql`exists (select from jobs j where j.lane = 'doctor/' || a.id and j.state in ('waiting', 'running')) as "isRunning"`

/** The accounts that the caller sees, or one of them. Disconnected ones are left out. */
export async function findAccountsToRun(trx: Trx, only: string | null): Promise<AccountToRun[]> {
  const { rows } = await sql<AccountToRun>`
    select a.id, ${isRunning} from accounts a where a.status <> 'disconnected'
      and ${only === null ? sql`true` : sql`a.id = ${only}`} order by a.id`.execute(trx)
  return rows
}

/** The accounts that the caller sees, each with its last run; the worst first, of which 200. Disconnected ones are left out. */
export async function findAccountRuns(trx: Trx): Promise<AccountRun[]> {
  const { rows } = await sql<
    Omit<AccountRun, 'run'> & { findings: StoredFinding[] | null; problems: number | null; endedAt: Date | null; workspaceId: string }
  >`
    select a.id, a.name, a.channel, a.username, a.workspace_id as "workspaceId", r.findings, r.problems, r.ended_at as "endedAt", ${isRunning}
    from accounts a left join doctor_runs r on r.id = a.id
    where a.status <> 'disconnected' order by r.problems desc nulls last, a.name, a.id limit 200`.execute(trx)
  return rows.map(({ findings, problems, endedAt, workspaceId, ...account }) => ({
    ...account,
    run:
      findings && endedAt
        ? { id: account.id, workspace_id: workspaceId, account_id: account.id, findings, problems: problems ?? 0, ended_at: endedAt }
        : null,
  }))
}

/** Whether the instance's checks wait or run. */
export async function isInstanceRunning(db: Db): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select exists (select from jobs where lane = ${`doctor/${instanceRunId}`} and state in ('waiting', 'running')) as is`.execute(db)
  return rows[0]!.is
}

export type ToCheck = { id: string; workspaceId: string }

/** Accounts whose last run is older than a time, or after `ahead` (of a clock that was wrong), or that have none. */
export async function findUnchecked(
  db: Db,
  { before, ahead }: { before: Date; ahead: Date },
  atMost: number,
): Promise<{ accounts: ToCheck[]; instance: boolean }> {
  const { rows } = await sql<ToCheck>`
    select a.id, a.workspace_id as "workspaceId" from accounts a left join doctor_runs r on r.id = a.id
    where a.status <> 'disconnected' and (r.ended_at is null or r.ended_at < ${before} or r.ended_at > ${ahead})
    order by r.ended_at nulls first, a.id limit ${atMost}`.execute(db)
  const instance = await findRun(db, instanceRunId)
  return { accounts: rows, instance: !instance || instance.ended_at < before || instance.ended_at > ahead }
}

/** Accounts of all workspaces, for the command line; one, or (null) all that are not disconnected. */
export async function findAllAccounts(db: Db, id: string | null): Promise<AccountRow[]> {
  const all = db.selectFrom('accounts').selectAll().where('status', '<>', 'disconnected').orderBy('name').orderBy('id')
  return (id === null ? all : all.where(sql<boolean>`id::text = ${id}`)).execute()
}
