import { sql } from 'kysely'
import { nextSetNumber } from '../accounts/accounts.queries.ts'
import type { ChannelName } from '../model/event.ts'
import { containing } from '../platform/boundedPage.ts'
import type { Db, Trx } from '../platform/db.ts'
import { automations, automationSets, automationVersions } from '../platform/tables/automations.ts'
import { rowFrom, selected, without, type Selected } from '../platform/tables/table.ts'

export type AutomationRow = Selected<typeof automations> &
  Selected<typeof automationVersions, 'definition' | 'config'> & { stats: StoredStats }

export type StoredStats = {
  total_triggers: number
  total_dms_sent: number
  total_comments_replied: number
  total_leads_captured: number
  last_triggered_at: string | null
  last_lead_captured_at: string | null
}

const columns = sql`
  ${selected(automations, 'a')}, ${selected(automationVersions, 'v', ['definition', 'config'])},
  jsonb_build_object('total_triggers', s.total_triggers, 'total_dms_sent', s.total_dms_sent,
    'total_comments_replied', s.total_comments_replied, 'total_leads_captured', s.total_leads_captured,
    'last_triggered_at', s.last_triggered_at, 'last_lead_captured_at', s.last_lead_captured_at) as stats`
const tables = sql`automations a join automation_versions v on v.id = a.version_id join automation_figures s on s.automation_id = a.id`

/** Lists automations, newest first; deleted ones only appear in traces. `q`: a part of the name or of a keyword. */
export async function findAutomations(
  trx: Trx,
  by: { id?: string; accountId?: string | undefined; q?: string | undefined; before: { at: string; id: string } | null; limit: number },
): Promise<AutomationRow[]> {
  const like = by.q ? containing(by.q) : null
  const { rows } = await sql<AutomationRow>`
    select ${columns} from ${tables}
    where a.status <> 'deleted' and ${by.id ? sql`a.id = ${by.id}` : sql`true`}
      and ${by.accountId ? sql`a.account_id = ${by.accountId}` : sql`true`}
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

export type NewAutomation = Omit<Selected<typeof automations>, 'version' | 'createdAt' | 'updatedAt'> & { at: Date }

/** Adds a new automation in its first version, with no counts. */
export async function addAutomation(trx: Trx, row: NewAutomation): Promise<void> {
  const times = { created_at: row.at, updated_at: row.at }
  const shown = { ...row, version: 1, createdAt: row.at, updatedAt: row.at }
  await trx.insertInto('automations').values(rowFrom(automations, shown)).execute()
  await trx
    .insertInto('automation_stats')
    .values({ automation_id: row.id, workspace_id: row.workspaceId, ...times })
    .execute()
}

export type NewVersion = Selected<typeof automationVersions>

export async function addVersion(trx: Trx, row: NewVersion): Promise<void> {
  const { definition, config } = row
  const asText = { definition: JSON.stringify(definition), config: config && JSON.stringify(config) }
  await trx
    .insertInto('automation_versions')
    .values({ ...rowFrom(automationVersions, row), ...asText })
    .execute()
}

export async function changeAutomation(
  trx: Trx,
  id: string,
  change: Omit<Selected<typeof automations>, 'id' | 'workspaceId' | 'accountId' | 'createdAt' | 'updatedAt'> & { at: Date },
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
 * Gives the account's automation set its next number, with this automation in its new version, or without it. Earlier sets stay readable,
 * so that a trace can be shown after an edit or a deletion.
 */
export async function nextSet(
  trx: Trx,
  entry: Omit<Selected<typeof automationSets>, 'fromSet' | 'untilSet'> & { deleted: boolean },
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
    .values(rowFrom(automationSets, { ...entry, fromSet: number, untilSet: null }))
    .execute()
}

/** Stops runs of an automation that was switched off; messages they already planned are still sent. The caller holds the ingest lock. */
export async function stopRuns(trx: Trx, automationId: string, now: Date): Promise<void> {
  await trx
    .updateTable('runs')
    .where('automation_id', '=', automationId)
    .where('state', 'in', ['waiting_answer', 'waiting_time'])
    .set({ state: 'stopped', wake_at: null, ended_at: now })
    .execute()
}

const versionColumns = without(automationVersions, 'workspace_id', 'automation_id', 'config')
export type VersionRow = Selected<typeof automationVersions, (typeof versionColumns)[number]>

export async function findVersionsOf(trx: Trx, automationId: string): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    select ${selected(automationVersions, '', versionColumns)} from automation_versions
    where automation_id = ${automationId} order by number desc limit 200`.execute(trx)
  return rows
}

/** The channel of an account of this workspace, or null when there is no such account. */
export const findChannelOf = async (db: Db | Trx, id: string): Promise<ChannelName | null> =>
  (await db.selectFrom('accounts').select('channel').where('id', '=', id).executeTakeFirst())?.channel ?? null
