import { sql } from 'kysely'
import type { AccountNotice, AccountNotices } from '../model/account.ts'
import { rowsOf, type Trx } from '../platform/db.ts'

type Told = { id: string; topic: string; notice: AccountNotice; at: Date }

/**
 * Keeps the latest notice of each topic of accounts; an older one that comes later changes nothing. In: at most one of each topic and
 * account. Out: by account and topic, when the notice that is kept now was told.
 */
export async function keepNotices(trx: Trx, told: Told[]): Promise<Map<string, Map<string, string>>> {
  const rows = told.map(({ id, topic, notice, at }) => ({ id, topic, notice, at }))
  const { rows: kept } = await sql<{ id: string; notices: AccountNotices }>`
    with all_given as materialized (select * from ${rowsOf(rows, 'id uuid, topic text, notice jsonb, at timestamptz')}),
    -- Always in the same order, as when accounts are stopped.
    mine as (select a.id, a.notices from accounts a where a.id = any(array(select id from all_given)) order by a.id for no key update),
    newer as (
      select mine.id, jsonb_object_agg(g.topic, g.notice) as notices from all_given g join mine on mine.id = g.id
      where coalesce((mine.notices -> g.topic ->> 'at')::timestamptz <= g.at, true) group by mine.id)
    update accounts a set notices = a.notices || newer.notices from newer where a.id = newer.id
    returning a.id, a.notices`.execute(trx)
  return new Map(kept.map(({ id, notices }) => [id, new Map(Object.entries(notices).map(([topic, { at }]) => [topic, at]))]))
}
