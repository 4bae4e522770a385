import { sql } from 'kysely'
import type { ChosenOf, OriginKind } from '../model/lead.ts'
import { containing } from '../platform/boundedPage.ts'
import type { Trx } from '../platform/db.ts'

export type LeadOrigin = { id: string; name: string | null }
const mostOrigins = 200

/**
 * The forms or campaigns that leads came from, each with the name that its newest lead has, at most two hundred. Jumps from one to the
 * next in their index, however many leads there are.
 */
export async function findOrigins(trx: Trx, of: 'form' | 'campaign'): Promise<LeadOrigin[]> {
  const id = sql.ref(`${of}_id`)
  const newest = (after: ReturnType<typeof sql>) => sql`
    (select ${id} as id, metadata ->> ${sql.lit(`${of}Name`)} as name from leads where ${id} is not null and ${after}
      order by ${id}, seq desc limit 1)`
  const { rows } = await sql<LeadOrigin>`
    with recursive found as (
      ${newest(sql`true`)}
      union all
      select n.* from found f cross join lateral ${newest(sql`${id} > f.id`)} n)
    select id, name from found limit ${mostOrigins}`.execute(trx)
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
  const id = sql.ref(`${of}_id`)
  const newest = (where: ReturnType<typeof sql>) => sql`
    (select ${id} as id, metadata ->> ${sql.lit(`${of}Name`)} as name, source in ('form', 'lead_ad') as "isGone" from leads
      where ${id} is not null and ${where} order by ${id}, seq desc limit 1)`
  const seen = ids
    ? sql`seen as (select n.* from unnest(${ids}::text[]) as chosen(id) cross join lateral ${newest(sql`${id} = chosen.id`)} n)`
    : sql`walk as (
        select w.*, 1 as n from ${newest(sql`true`)} w
        union all
        select n.*, w.n + 1 from walk w cross join lateral ${newest(sql`${id} > w.id`)} n where w.n < ${mostSeen}),
      seen as (select id, name, "isGone" from walk)`
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
