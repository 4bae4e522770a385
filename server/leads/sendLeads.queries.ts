import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'
import { leads } from '../platform/tables/leads.ts'
import { selected } from '../platform/tables/table.ts'
import { fitsFilter, type LeadFilter } from './leadFilter.queries.ts'
import { chosenBy, type WrittenLead } from './raiseLeadEvents.queries.ts'

/** Leads that are sent to an endpoint although it was not told of them when they came. */
export type SentLeads = {
  workspaceId: string
  endpointId: string
  /** Also those that the endpoint was told of before `askedAt`. */
  again: boolean
  askedAt: Date
  /** Only those that the sources of the endpoint and their conditions take. */
  matching: boolean
}
/** Which: those named, or those of a filter after a place, in the order in which they came. `accountIds` null: of every account. */
export type ChosenLeads = { ids: readonly string[] } | OfFilter
export type OfFilter = { filter: Omit<LeadFilter, 'q'>; accountIds: readonly string[] | null; after: number }

const chosen = (of: SentLeads, which: ChosenLeads) =>
  'ids' in which
    ? sql`l.workspace_id = ${of.workspaceId} and l.id = any(${which.ids}::uuid[])`
    : sql`l.workspace_id = ${of.workspaceId} and l.seq > ${which.after} and ${fitsFilter(which.filter, 'l')}
      and ${which.accountIds === null ? sql`true` : sql`l.account_id = any(${which.accountIds}::uuid[])`}`

/** The next leads. `isSent`: the endpoint was told of it. */
export async function findLeadsToSend(
  trx: Trx,
  of: SentLeads,
  which: ChosenLeads,
  limit: number,
): Promise<(Omit<WrittenLead, 'change'> & { seq: number; isSent: boolean })[]> {
  const since = of.again ? sql`d.created_at >= ${of.askedAt}` : sql`true`
  const { rows } = await sql<Omit<WrittenLead, 'change'> & { seq: number; isSent: boolean }>`
    select l.seq, ${selected(leads, 'l', chosenBy)}, exists (
      select from deliveries d where d.lead_id = l.id and d.endpoint_id = ${of.endpointId} and not d.is_test and ${since}) as "isSent"
    from leads l where ${chosen(of, which)} order by l.seq limit ${limit}`.execute(trx)
  return rows
}

/** How many leads are left, counted up to `most`. */
export async function countLeadsToSend(trx: Trx, of: SentLeads, which: OfFilter, most: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from (select from leads l where ${chosen(of, which)} limit ${most}) found`.execute(trx)
  return rows[0]!.n
}

/** Locks leads, in the order of every statement that locks several. */
export async function lockLeads(trx: Trx, ids: readonly string[]): Promise<void> {
  if (ids.length) await sql`select from leads where id = any(${ids}::uuid[]) order by id for no key update`.execute(trx)
}
