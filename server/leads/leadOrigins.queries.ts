import { sql } from 'kysely'
import type { ChosenOf, OriginKind } from '../model/lead.ts'
import { containing } from '../platform/boundedPage.ts'
import type { Trx } from '../platform/db.ts'

export type LeadOrigin = { id: string; name: string | null }
const mostOrigins = 200

type Condition = ReturnType<typeof sql>
const idOf = (of: ChosenOf) => sql.ref(`${of}_id`)

/** SQL: the form or campaign with the lowest id for which a condition holds, with the name that its newest lead has. */
const newestOf = (of: ChosenOf, where: Condition) => sql`
  (select ${idOf(of)} as id, metadata ->> ${sql.lit(`${of}Name`)} as name, source in ('form', 'lead_ad') as "isGone" from leads
    where ${idOf(of)} is not null and ${where} order by ${idOf(of)}, seq desc limit 1)`

/** SQL: a recursive `walk` from one form or campaign to the next in their index, at most `most` of them, however many leads there are. */
const walkOf = (of: ChosenOf, most: number) => sql`walk as (
  select w.*, 1 as n from ${newestOf(of, sql`true`)} w
  union all
  select n.*, w.n + 1 from walk w cross join lateral ${newestOf(of, sql`${idOf(of)} > w.id`)} n where w.n < ${most})`

/** The forms or campaigns that leads came from, each with the name that its newest lead has, at most two hundred. */
export async function findOrigins(trx: Trx, of: ChosenOf): Promise<LeadOrigin[]> {
  const { rows } = await sql<LeadOrigin>`with recursive ${walkOf(of, mostOrigins)} select id, name from walk`.execute(trx)
  return rows
}

export type OriginChoice = LeadOrigin & { kind: OriginKind; isGone: boolean }
const mostChoices = 50
/** More forms or campaigns than these are not looked through for one name. */
const mostSeen = 10_000

/**
 * Finds forms or campaigns to choose from, by a part of their name or by their ids: the workspace's forms, those of lead ads, and others
 * that leads came from. A form that only its leads still name, or that the platform deleted, is gone.
 */
export async function findChoices(trx: Trx, of: ChosenOf, { q, ids }: { q?: string | undefined; ids?: string[] | undefined }) {
  const seen = ids
    ? sql`seen as (select n.* from unnest(${ids}::text[]) as chosen(id) cross join lateral ${newestOf(of, sql`${idOf(of)} = chosen.id`)} n)`
    : sql`${walkOf(of, mostSeen)}, seen as (select id, name, "isGone" from walk)`
  const named = sql`
    select id::text, name, 'form' as kind, false as "isGone" from forms where ${of === 'form'}
    union all
    select form_id, (array_agg(name order by checked_at desc))[1], 'lead_ad', bool_and(status = 'DELETED') from lead_forms
      where ${of === 'form'} group by form_id`
  const fits = ids ? sql`id = any(${ids}::text[])` : q ? sql`(name ilike ${containing(q)} or id ilike ${containing(q)})` : sql`true`
  const { rows } = await sql<OriginChoice>`
    with recursive named as (${named}), ${seen}
    select id, name, kind, "isGone" from (
      select * from named
      union all
      select id, name, 'lead', "isGone" and ${of === 'form'} from seen where not exists (select from named where named.id = seen.id)) f
    where ${fits} order by "isGone", lower(coalesce(name, id)), id limit ${ids ? ids.length : mostChoices}`.execute(trx)
  return rows
}
