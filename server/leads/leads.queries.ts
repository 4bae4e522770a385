import { sql } from 'kysely'
import { contactWords } from '../contacts/contactWords.queries.ts'
import {
  boundedPage,
  containing,
  findHits,
  hasTrigram,
  isOfSeenAccounts,
  newestOf,
  rowsPerWalk,
  type BoundedPage,
} from '../platform/boundedPage.ts'
import { inWorkspace, type Databases, type Scope } from '../platform/db.ts'
import type { FieldColumns } from './leadCells.ts'
import { accountsOf, fitsFilter, type LeadFilter } from './leadFilter.queries.ts'
import { leadRows, type LeadRow } from './leadRows.queries.ts'

export type LeadSort = 'newest' | 'oldest'
/** `after`: the place of the last lead of the page before. */
export type LeadPage = LeadFilter & { sort?: LeadSort | undefined; after: number | null; limit: number }

/** SQL: the searched text of a lead, as in the index `leads_by_words` (migrations/0019_search.sql). */
export const leadWords = sql`(coalesce(l.email, '') || ' ' || coalesce(l.phone, '') || ' ' || coalesce(l.name,
  '') || ' ' || l.custom_fields::text)`

/** The places of all leads with these words, found by an index; null: too many, or too few letters, to look up. */
export const findPlacesByWords = async (
  { system }: Pick<Databases, 'system'>,
  who: Scope,
  filter: LeadFilter & { q: string },
): Promise<number[] | null> => {
  const places = hasTrigram(filter.q) ? await findPlaces(system, who, filter) : null
  return places && [...new Set(places)]
}

/** The places of leads with these words, found by an index; null: too many to look up. */
function findPlaces(system: Databases['system'], who: Scope, { q, ...filter }: LeadFilter & { q: string }, beyond = sql`true`) {
  const like = containing(q)
  const seen = { ...who, accountIds: accountsOf(who, filter) }
  const scope = sql`${isOfSeenAccounts(seen, 'l.account_id')} and ${fitsFilter(filter, 'l')} and ${beyond}`
  return findHits<number>(
    system,
    sql`
      select l.seq as place from leads l where l.workspace_id = ${who.workspaceId} and ${leadWords} ilike ${like} and ${scope}
      union all
      select l.seq from contacts p join leads l on l.contact_id = p.id
      where p.workspace_id = ${who.workspaceId} and ${contactWords('p')} ilike ${like} and ${scope}`,
  )
}

/**
 * Lists leads, newest first unless said. A page may hold fewer rows than asked for although more follow (boundedPage.ts). Row-level
 * security limits it to the workspace.
 */
export async function findLeads(
  { web, system }: Pick<Databases, 'web' | 'system'>,
  who: Scope,
  { q, sort = 'newest', after, limit, ...filter }: LeadPage,
): Promise<BoundedPage<LeadRow, number>> {
  const order = sort === 'newest' ? 'desc' : 'asc'
  const beyond = (place: number | null, column: string) =>
    place === null ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} ${sql.raw(order === 'desc' ? '<' : '>')} ${place}`
  const like = q ? containing(q) : null
  const accounts = accountsOf(who, filter)
  const from = (most: number) => newestOf('leads', accounts, sql`${fitsFilter(filter, 'r')} and ${beyond(after, 'r.seq')}`, most, order)
  return inWorkspace(web, who, (trx) =>
    boundedPage(limit, (row: LeadRow) => row.seq, {
      async walk(most) {
        if (!like) return { rows: (await leadRows(sql`true`, most, from(most), order).execute(trx)).rows, end: null }
        const window = from(rowsPerWalk)
        const fits = sql`(${leadWords} ilike ${like} or ${contactWords('p')} ilike ${like})`
        const { rows } = await leadRows(fits, most, window, order).execute(trx)
        if (rows.length >= most) return { rows, end: null }
        const last = order === 'desc' ? sql`min(seq)` : sql`max(seq)`
        const { rows: ends } = await sql<{
          n: number
          last: number | null
        }>`select count(*)::integer as n, ${last} as last from ${window} w`.execute(trx)
        return { rows, end: ends[0]!.n < rowsPerWalk ? null : ends[0]!.last }
      },
      hits: q && hasTrigram(q) ? (end) => findPlaces(system, who, { ...filter, q }, beyond(end, 'l.seq')) : null,
      async read(places, most) {
        const next = [...new Set(places)].toSorted((a, b) => (order === 'desc' ? b - a : a - b)).slice(0, most)
        return (await leadRows(sql`l.seq = any(${next}::bigint[])`, most, sql`leads`, order).execute(trx)).rows
      },
    }),
  )
}

/**
 * The places of leads, newest first, without those of a search. An export asks for thousands of places at once and reads the rows by them:
 * when a filter's index has another order, each page by itself would sort everything that is left.
 */
export async function findLeadPlaces(
  web: Databases['web'],
  who: Scope,
  filter: Omit<LeadFilter, 'q'>,
  after: number | null,
  most: number,
): Promise<number[]> {
  const beyond = after === null ? sql`true` : sql`r.seq < ${after}`
  const from = newestOf('leads', accountsOf(who, filter), sql`${fitsFilter(filter, 'r')} and ${beyond}`, most)
  const { rows } = await inWorkspace(web, who, (trx) =>
    sql<{ seq: number }>`select found.seq from ${from} found order by found.seq desc`.execute(trx),
  )
  return rows.map(({ seq }) => seq)
}

/** The leads at these places that there still are, newest first. */
export async function findLeadsAt(web: Databases['web'], who: Scope, places: number[]): Promise<LeadRow[]> {
  return inWorkspace(web, who, async (trx) => (await leadRows(sql`l.seq = any(${places}::bigint[])`, places.length).execute(trx)).rows)
}

/** More leads than these are not counted: nobody reads the difference, and everybody would wait for it. */
export const mostCounted = 100_000

/** How many leads a filter has, at most `mostCounted`. Null: a search with too many hits, or too few letters, to count. */
export async function countLeads(
  { web, system }: Pick<Databases, 'web' | 'system'>,
  who: Scope,
  { q, ...filter }: LeadFilter,
): Promise<number | null> {
  if (q) {
    const places = await findPlacesByWords({ system }, who, { ...filter, q })
    return places && places.length
  }
  const accounts = accountsOf(who, filter)
  const ofAccounts = accounts === null ? sql`true` : sql`r.account_id = any(${accounts}::uuid[])`
  return inWorkspace(web, who, async (trx) => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::integer as n from (select from leads r where ${ofAccounts} and ${fitsFilter(filter, 'r')} limit ${mostCounted}) found
      `.execute(trx)
    return rows[0]!.n
  })
}

/**
 * The columns of an export: the custom fields that most of the exported leads have, `most` of them, by their names. A search with too many
 * hits to look up has those of all leads that the rest of the filter fits.
 */
export async function findFieldColumns(
  { web, system }: Pick<Databases, 'web' | 'system'>,
  who: Scope,
  { q, ...filter }: LeadFilter,
  most: number,
): Promise<FieldColumns> {
  const places = q ? await findPlacesByWords({ system }, who, { ...filter, q }) : null
  const accounts = accountsOf(who, filter)
  const ofAccounts = accounts === null ? sql`true` : sql`r.account_id = any(${accounts}::uuid[])`
  const where = places ? sql`r.seq = any(${places}::bigint[])` : sql`${ofAccounts} and ${fitsFilter(filter, 'r')}`
  const { rows } = await inWorkspace(web, who, (trx) =>
    sql<{ field: string }>`
      select field from leads r, jsonb_object_keys(r.custom_fields) field where ${where}
      group by field order by count(*) desc, field limit ${most + 1}`.execute(trx),
  )
  const fields = rows.slice(0, most).map(({ field }) => field)
  return { fields: new Set(fields.toSorted()), hasMore: rows.length > most }
}
