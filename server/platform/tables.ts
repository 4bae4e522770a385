import type { ColumnType, Generated } from 'kysely'
import type { AccountStatus } from '../model/account.ts'
import type { Definition } from '../model/automation.ts'
import type { ChannelName } from '../model/event.ts'
import type { MessageKind, MessageState, StoppedKinds } from '../model/message.ts'
import type { events } from './tables/events.ts'
import type { leads } from './tables/leads.ts'
import type { messages } from './tables/messages.ts'
import type { contactIdentifiers, contacts, conversations } from './tables/people.ts'
import type { runs } from './tables/runs.ts'
import type { KyselyTable } from './tables/table.ts'

/** The tables of migrations/, as Kysely knows them. jsonb goes in as text and comes out parsed. */
type Json<T> = ColumnType<T, string, string>
type JsonWithDefault<T> = ColumnType<T, string | undefined, string>

export type WorkspacesTable = {
  id: string
  name: string
  default_country: Generated<string>
  time_zone: Generated<string>
  created_at: Date
}
export type DataKeysTable = { workspace_id: string; wrapped: Buffer; wrapped_by: string }
export type InstanceSettingsTable = { name: string; value: Json<unknown> }

export type AccountsTable = {
  id: string
  workspace_id: string
  channel: ChannelName
  external_id: string
  page_id: string | null
  business_id: string | null
  login_type: 'instagram' | 'facebook'
  username: string | null
  name: string
  picture_url: string | null
  status: AccountStatus
  status_reason: string | null
  graph_url: string
  simulated: boolean
  access_token: Buffer
  app_secret: Buffer | null
  verify_token: Buffer | null
  token_expires_at: Date | null
  last_event_at: Date | null
  automation_set: Generated<number>
  own_limits: JsonWithDefault<Partial<Record<MessageKind, { calls: number; perMs: number }>>>
  stopped_kinds: JsonWithDefault<StoppedKinds>
  created_at: Date
  updated_at: Date
}

export type AutomationsTable = {
  id: string
  workspace_id: string
  account_id: string
  name: string
  status: 'live' | 'draft' | 'paused' | 'deleted'
  priority: number
  trigger_type: string
  action_type: string
  media_id: string | null
  version: number
  version_id: string
  created_at: Date
  updated_at: Date
}
export type AutomationVersionsTable = {
  id: string
  workspace_id: string
  automation_id: string
  number: number
  name: string
  definition: Json<Definition>
  config: ColumnType<Record<string, unknown> | null, string | null, string | null>
  created_by: string | null
  created_at: Date
}
export type AutomationSetsTable = {
  account_id: string
  automation_id: string
  version_id: string
  workspace_id: string
  live: boolean
  priority: number
  from_set: number
  until_set: number | null
}
export type AutomationStatsTable = {
  automation_id: string
  workspace_id: string
  total_triggers: Generated<number>
  total_dms_sent: Generated<number>
  total_comments_replied: Generated<number>
  total_leads_captured: Generated<number>
  last_triggered_at: Date | null
  last_lead_captured_at: Date | null
  created_at: Date
  updated_at: Date
}

/** What was not used of the body in a place of its page, and why; `unread`: nothing of it was. */
export type BodyNote = { place: number; state: 'read' | 'unread'; notes: string[] }
export type BodiesTable = {
  id: Generated<number>
  received_at: Date
  sources: string[]
  account_hints: (string | null)[]
  signers: Generated<string[]>
  lengths: number[]
  body: Buffer
  taken: Generated<number>
  notes: ColumnType<BodyNote[] | null, string | null, string | null>
}

/** The ledger as one table: what `messages` says, and `outbox` of those that are open (migrations/0007_outbox.sql). */
export type LedgerView = { id: string; state: MessageState; epoch: number; attempts: number }
export type AttemptsTable = {
  message_id: string
  number: number
  workspace_id: string
  started_at: Date
  ended_at: Date | null
  outcome: string | null
  code: string | null
  words: string | null
  platform_code: string | null
  http_status: number | null
  duration_ms: number | null
  account_id: string
  channel_message_id: string | null
}

export type AuditTable = {
  id: string
  seq: Generated<number>
  workspace_id: string
  at: Date
  actor: string
  action: string
  subject: string
  subject_id: string | null
  fields: string[]
}
export type Tables = {
  workspaces: WorkspacesTable
  data_keys: DataKeysTable
  instance_settings: InstanceSettingsTable
  accounts: AccountsTable
  contacts: KyselyTable<typeof contacts>
  contact_identifiers: KyselyTable<typeof contactIdentifiers>
  conversations: KyselyTable<typeof conversations>
  automations: AutomationsTable
  automation_versions: AutomationVersionsTable
  automation_sets: AutomationSetsTable
  automation_stats: AutomationStatsTable
  bodies: BodiesTable
  events: KyselyTable<typeof events>
  runs: KyselyTable<typeof runs>
  messages: KyselyTable<typeof messages>
  ledger: LedgerView
  attempts: AttemptsTable
  leads: KyselyTable<typeof leads>
  audit: AuditTable
}
