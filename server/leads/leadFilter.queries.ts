import { sql, type RawBuilder } from 'kysely'
import type { FilteredStatus } from '../model/lead.ts'
import type { Scope } from '../platform/db.ts'

/** Which leads: all that hold. `archived`: only those, or none of them. `q`: words, which not every statement takes. */
export type LeadFilter = {
  source?: string | undefined
  status?: FilteredStatus | undefined
  archived?: boolean | undefined
  formId?: string | undefined
  campaignId?: string | undefined
  accountId?: string | undefined
  automationId?: string | undefined
  contactId?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
  q?: string | undefined
}

/** The accounts whose leads are wanted; null: of all, and without an account too. */
export function accountsOf(who: Scope, { accountId }: LeadFilter): readonly string[] | null {
  if (accountId === undefined) return who.accountIds
  return who.accountIds === null || who.accountIds.includes(accountId) ? [accountId] : []
}

const isNew = (status: FilteredStatus) => status === 'QUEUED' || status === 'KEPT'

/** SQL: the lead `alias` is one of these, its words and its account aside. Each condition has an index (migrations/0033_leads.sql). */
export function fitsFilter(filter: LeadFilter, alias: 'r' | 'l'): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  const all: RawBuilder<unknown>[] = []
  const equal = (name: string, value: string | undefined) => value !== undefined && all.push(sql`${column(name)} = ${value}`)
  equal('source', filter.source)
  equal('form_id', filter.formId)
  equal('campaign_id', filter.campaignId)
  equal('automation_id', filter.automationId)
  equal('contact_id', filter.contactId)
  if (filter.since) all.push(sql`${column('captured_at')} >= ${filter.since}`)
  if (filter.until) all.push(sql`${column('captured_at')} < ${filter.until}`)
  const isArchived = filter.status === 'ARCHIVED' ? true : filter.status ? false : filter.archived
  if (isArchived !== undefined) all.push(sql`${column('archived_at')} is ${sql.raw(isArchived ? 'not null' : 'null')}`)
  if (filter.status && filter.status !== 'ARCHIVED') equal('status', isNew(filter.status) ? 'NEW' : filter.status)
  if (filter.status === 'KEPT') all.push(isKept(alias))
  if (filter.status === 'QUEUED') all.push(sql`not ${isKept(alias)}`)
  return all.length ? sql<boolean>`(${sql.join(all, sql` and `)})` : sql<boolean>`true`
}

/**
 * SQL: no endpoint wants the lead. Not by `exists`: while the planner believes that deliveries are few, it would read all of them for each
 * lead that is stored.
 */
export const isKept = (alias: 'r' | 'l' | 'o'): RawBuilder<boolean> => sql<boolean>`(${sql.ref(`${alias}.status`)} = 'NEW'
  and (select true from deliveries d where d.lead_id = ${sql.ref(`${alias}.id`)} and not d.is_test limit 1) is null)`
