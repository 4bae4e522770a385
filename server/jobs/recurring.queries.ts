import { sql } from 'kysely'
import { rowsOf, type Db } from '../platform/db.ts'

/** The newest key with each prefix: the times in the keys sort as text. */
export async function findNewestKeys(db: Db, prefixes: string[]): Promise<{ prefix: string; key: string }[]> {
  const { rows } = await sql<{ prefix: string; key: string }>`
    select given.prefix, newest.unique_key as key from unnest(${prefixes}::text[]) given(prefix) cross join lateral (
      select unique_key from jobs where unique_key > given.prefix and unique_key < given.prefix || '~' order by unique_key desc
        limit 1) newest`.execute(db)
  return rows
}

/** `replaces`: waiting and parked jobs of its kind are replaced, not only ended ones. */
export type Planned = { id: string; kind: string; lane: string; run_at: Date; unique_key: string; data: { at: string }; replaces: boolean }

/** Adds recurring jobs that do not exist yet, and deletes what they replace. Out: how many were added. */
export async function planSlots(db: Db, planned: Planned[], now: Date): Promise<number> {
  if (!planned.length) return 0
  const { rows } = await sql<{ n: number }>`
    with given as materialized (
      select * from ${rowsOf(planned, 'id uuid, kind text, lane text, run_at timestamptz, unique_key text, data jsonb, replaces boolean')}),
    replaced as (
      delete from jobs j using given
      where j.unique_key > 'recurring/' || given.kind || '/' and j.unique_key < 'recurring/' || given.kind || '/~'
        and j.unique_key <> given.unique_key
        and (j.state = 'done' or given.replaces and j.state in ('waiting', 'parked'))),
    added as (
      insert into jobs (id, kind, lane, run_at, unique_key, data, created_at)
      select id, kind, lane, run_at, unique_key, data, ${now} from given order by run_at
      on conflict (unique_key) where unique_key is not null do nothing returning 1)
    select count(*)::integer as n from added`.execute(db)
  return rows[0]!.n
}
