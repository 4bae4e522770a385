import { sql } from 'kysely'
import type { ChannelName } from '../model/event.ts'
import { aliveWorkers } from '../queue/workers.queries.ts'
import type { Db } from '../platform/db.ts'

/** What the database tells of the instance. Times as the database writes them. */
export type StoredFacts = {
  accounts: { channel: ChannelName; simulated: boolean }[]
  workers: number
  /** Since when the oldest of each has been waiting. */
  waiting: { payloads: Date | null; messages: Date | null; jobs: Date | null }
  parked: { messages: number; jobs: number }
  databaseBytes: number
}

/** Reads it with one statement, over all workspaces. */
export async function findStoredFacts(db: Db, now: Date): Promise<StoredFacts> {
  const { rows } = await sql<{
    accounts: StoredFacts['accounts']
    workers: number
    payloadsSince: Date | null
    messagesSince: Date | null
    jobsSince: Date | null
    parkedMessages: number
    parkedJobs: number
    databaseBytes: string
  }>`
    select
      (select coalesce(jsonb_agg(distinct jsonb_build_object('channel', channel, 'simulated', simulated)), '[]') from accounts
        where status <> 'disconnected') as accounts,
      (select count(*)::integer from (${aliveWorkers}) w) as workers,
      (select min(received_at) from bodies where taken < cardinality(lengths)) as "payloadsSince",
      (select min(not_before) from outbox where state = 'planned' and not_before <= ${now}
        and not exists (select from breakers b where b.account_id = outbox.account_id and b.open_until > ${now})
        and exists (select from accounts a where a.id = outbox.account_id and a.status = 'active')) as "messagesSince",
      (select min(run_at) from jobs where state = 'waiting' and run_at <= ${now} and not behind) as "jobsSince",
      (select count(*)::integer from messages where state = 'parked' and error_code is not null) as "parkedMessages",
      (select count(*)::integer from jobs where state = 'parked') as "parkedJobs",
      pg_database_size(current_database()) as "databaseBytes"`.execute(db)
  const row = rows[0]!
  return {
    accounts: row.accounts,
    workers: row.workers,
    waiting: { payloads: row.payloadsSince, messages: row.messagesSince, jobs: row.jobsSince },
    parked: { messages: row.parkedMessages, jobs: row.parkedJobs },
    databaseBytes: Number(row.databaseBytes),
  }
}
