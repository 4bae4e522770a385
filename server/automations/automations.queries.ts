import { sql } from 'kysely'
import { nextSetNumber } from '../accounts/accounts.queries.ts'
import type { Definition } from '../model/automation.ts'
import type { ChannelName } from '../model/event.ts'
import { containing } from '../platform/boundedPage.ts'
import type { Db, Trx } from '../platform/db.ts'

export type AutomationRow = {
  id: string
  workspaceId: string
  accountId: string
  name: string
  status: 'live' | 'draft' | 'paused' | 'deleted'
  priority: number
  triggerType: string
  actionType: string
  mediaId: string | null
  version: number
  versionId: string
  createdAt: Date
  updatedAt: Date
  definition: Definition
  config: Record<string, unknown> | null
  stats: StoredStats
}

export type StoredStats = {
  total_triggers: number
  total_dms_sent: number
  total_comments_replied: number
  total_leads_captured: number
  last_triggered_at: string | null
  last_lead_captured_at: string | null
}

const columns = sql`
  a.id, a.workspace_id as "workspaceId", a.account_id as "accountId", a.name, a.status, a.priority, a.trigger_type as "triggerType", a.action_type as "actionType",
  a.media_id as "mediaId", a.version, a.version_id as "versionId", a.created_at as "createdAt", a.updated_at as "updatedAt", v.definition, v.config,
  jsonb_build_object('total_triggers', s.total_triggers, 'total_dms_sent', s.total_dms_sent, 'total_comments_replied', s.total_comments_replied,
    'total_leads_captured', s.total_leads_captured, 'last_triggered_at', s.last_triggered_at, 'last_lead_captured_at', s.last_lead_captured_at) as stats`
const tables = sql`automations a join automation_versions v on v.id = a.version_id join automation_figures s on s.automation_id = a.id`

/** Newest first; deleted ones are gone for everybody but the traces. `q`: a part of the name or of a keyword. */
export async function findAutomations(
  trx: Trx,
  by: { id?: string; accountId?: string | undefined; q?: string | undefined; before: { at: string; id: string } | null; limit: number },
): Promise<AutomationRow[]> {
  const like = by.q ? containing(by.q) : null
  const { rows } = await sql<AutomationRow>`
    select ${columns} from ${tables}
    where a.status <> 'deleted' and ${by.id ? sql`a.id = ${by.id}` : sql`true`} and ${by.accountId ? sql`a.account_id = ${by.accountId}` : sql`true`}
      and ${by.before ? sql`(a.created_at, a.id) < (${by.before.at}::timestamptz, ${by.before.id}::uuid)` : sql`true`}
      and ${
        like
          ? sql`(a.name ilike ${like} or exists (
              select from jsonb_path_query(v.definition, '$.triggers[*].keywords[*]') as word where word #>> '{}' ilike ${like}))`
          : sql`true`
      }
    order by a.created_at desc, a.id desc limit ${by.limit + 1}`.execute(trx)
  return rows
}

export type NewAutomation = {
  id: string
  workspaceId: string
  accountId: string
  name: string
  status: 'live' | 'draft' | 'paused'
  priority: number
  triggerType: string
  actionType: string
  mediaId: string | null
  versionId: string
  at: Date
}

export async function addAutomation(trx: Trx, row: NewAutomation): Promise<void> {
  await trx
    .insertInto('automations')
    .values({
      id: row.id,
      workspace_id: row.workspaceId,
      account_id: row.accountId,
      name: row.name,
      status: row.status,
      priority: row.priority,
      trigger_type: row.triggerType,
      action_type: row.actionType,
      media_id: row.mediaId,
      version: 1,
      version_id: row.versionId,
      created_at: row.at,
      updated_at: row.at,
    })
    .execute()
  await trx
    .insertInto('automation_stats')
    .values({
      automation_id: row.id,
      workspace_id: row.workspaceId,
      last_triggered_at: null,
      last_lead_captured_at: null,
      created_at: row.at,
      updated_at: row.at,
    })
    .execute()
}

export type NewVersion = {
  id: string
  workspaceId: string
  automationId: string
  number: number
  name: string
  definition: Definition
  config: Record<string, unknown> | null
  by: string
  at: Date
}

export async function addVersion(trx: Trx, row: NewVersion): Promise<void> {
  await trx
    .insertInto('automation_versions')
    .values({
      id: row.id,
      workspace_id: row.workspaceId,
      automation_id: row.automationId,
      number: row.number,
      name: row.name,
      definition: JSON.stringify(row.definition),
      config: row.config && JSON.stringify(row.config),
      created_by: row.by,
      created_at: row.at,
    })
    .execute()
}

export async function changeAutomation(
  trx: Trx,
  id: string,
  change: {
    name: string
    status: AutomationRow['status']
    triggerType: string
    actionType: string
    mediaId: string | null
    priority: number
    version: number
    versionId: string
    at: Date
  },
): Promise<void> {
  await trx
    .updateTable('automations')
    .where('id', '=', id)
    .set({
      name: change.name,
      status: change.status,
      trigger_type: change.triggerType,
      action_type: change.actionType,
      media_id: change.mediaId,
      priority: change.priority,
      version: change.version,
      version_id: change.versionId,
      updated_at: change.at,
    })
    .execute()
}

/**
 * Gives the account's set its next number, with this automation in its new version, or without it. Earlier sets stay readable,
 * so that a trace of an event can be told after an edit or a deletion.
 */
export async function nextSet(
  trx: Trx,
  entry: {
    workspaceId: string
    accountId: string
    automationId: string
    versionId: string
    live: boolean
    priority: number
    deleted: boolean
  },
): Promise<void> {
  const { rows } = await nextSetNumber(entry.accountId).execute(trx)
  const { number } = rows[0]!
  await trx
    .updateTable('automation_sets')
    .set({ until_set: number })
    .where('account_id', '=', entry.accountId)
    .where('automation_id', '=', entry.automationId)
    .where('until_set', 'is', null)
    .execute()
  if (entry.deleted) return
  await trx
    .insertInto('automation_sets')
    .values({
      account_id: entry.accountId,
      automation_id: entry.automationId,
      version_id: entry.versionId,
      workspace_id: entry.workspaceId,
      live: entry.live,
      priority: entry.priority,
      from_set: number,
      until_set: null,
    })
    .execute()
}

/** Runs of an automation that was switched off end here; what they already planned is still said. The caller holds the reader's turn. */
export async function stopRuns(trx: Trx, automationId: string, now: Date): Promise<void> {
  await trx
    .updateTable('runs')
    .where('automation_id', '=', automationId)
    .where('state', 'in', ['waiting_answer', 'waiting_time'])
    .set({ state: 'stopped', wake_at: null, ended_at: now })
    .execute()
}

export type VersionRow = { id: string; number: number; name: string; definition: Definition; createdBy: string | null; createdAt: Date }

export async function findVersionsOf(trx: Trx, automationId: string): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    select id, number, name, definition, created_by as "createdBy", created_at as "createdAt" from automation_versions
    where automation_id = ${automationId} order by number desc limit 200`.execute(trx)
  return rows
}

/** The channel of an account of this workspace, or null when there is no such account. */
export const findChannelOf = async (db: Db | Trx, id: string): Promise<ChannelName | null> =>
  (await db.selectFrom('accounts').select('channel').where('id', '=', id).executeTakeFirst())?.channel ?? null
