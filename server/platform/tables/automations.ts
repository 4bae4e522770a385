import type { Definition } from '../../model/automation.ts'
import { bigint, boolean, integer, jsonb, table, text, timestamptz, uuid } from './table.ts'

export const automations = table('automations', {
  id: uuid,
  workspace_id: uuid,
  account_id: uuid,
  name: text,
  status: text.as<'live' | 'draft' | 'paused' | 'deleted'>(),
  priority: integer,
  trigger_type: text,
  action_type: text,
  media_id: text.orNull,
  version: integer,
  version_id: uuid,
  created_at: timestamptz,
  updated_at: timestamptz,
})

/** What an automation does, as it was each time it was saved; never changed. */
export const automationVersions = table('automation_versions', {
  id: uuid,
  workspace_id: uuid,
  automation_id: uuid,
  number: integer,
  name: text,
  definition: jsonb<Definition>(),
  config: jsonb<Record<string, unknown>>().orNull,
  created_by: text.orNull,
  created_at: timestamptz,
})

/** Which versions belong to an account's set n: those with from_set <= n < until_set. */
export const automationSets = table('automation_sets', {
  account_id: uuid,
  automation_id: uuid,
  version_id: uuid,
  workspace_id: uuid,
  live: boolean,
  priority: integer,
  from_set: bigint,
  until_set: bigint.orNull,
})

/** The sums of what was counted; what has not been added up yet is in automation_counts. */
export const automationStats = table('automation_stats', {
  automation_id: uuid,
  workspace_id: uuid,
  total_triggers: bigint.withDefault,
  total_dms_sent: bigint.withDefault,
  total_comments_replied: bigint.withDefault,
  total_leads_captured: bigint.withDefault,
  last_triggered_at: timestamptz.orNull.later,
  last_lead_captured_at: timestamptz.orNull.later,
  created_at: timestamptz,
  updated_at: timestamptz,
})

/** Rows that are only added, so that no worker waits for another; a job adds them up. */
export const automationCounts = table('automation_counts', {
  id: bigint.made,
  automation_id: uuid,
  workspace_id: uuid,
  at: timestamptz,
  triggers: integer,
  dms: integer,
  replies: integer,
  leads: integer,
})
