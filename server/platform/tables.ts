import type { ColumnType, Generated } from 'kysely'
import type { AccountStatus } from '../model/account.ts'
import type { ChannelName, EventKind, PersonIdKind } from '../model/event.ts'
import type { Definition } from '../model/automation.ts'
import type { StoredContent } from '../model/content.ts'
import type { Lane, MessageKind, StoppedKinds, MessageState, OpenState } from '../model/message.ts'
import type { RunState } from '../model/run.ts'
import type { EventDetail, StoredDecision } from './eventDetail.ts'

/** The tables of migrations/, as Kysely knows them. jsonb goes in as text and comes out parsed. */
type Json<T> = ColumnType<T, string, string>
type JsonWithDefault<T> = ColumnType<T, string | undefined, string>
type Fields = Record<string, string>

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

export type ContactsTable = {
  id: string
  workspace_id: string
  name: string | null
  username: string | null
  email: string | null
  phone: string | null
  custom_fields: JsonWithDefault<Fields>
  created_at: Date
  last_seen_at: Date
}
export type ContactIdentifiersTable = { account_id: string; value: string; kind: PersonIdKind; contact_id: string; workspace_id: string }

export type ConversationsTable = {
  id: string
  workspace_id: string
  account_id: string
  contact_id: string
  recipient_id: string | null
  window_until: Date | null
  opted_out_at: Date | null
  bot_paused_until: Date | null
  guard_since: Date | null
  guard_count: number
  last_event_at: Date
  created_at: Date
  memory: JsonWithDefault<StoredMemory>
}
/** Automation → when it last started with this person, and which variations of its steps they were told. */
export type StoredMemory = Record<string, { at: string; used: Record<string, number[]> }>

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

export type EventsTable = {
  id: string
  seq: Generated<number>
  workspace_id: string
  account_id: string
  conversation_id: string | null
  contact_id: string | null
  body_id: number | null
  key: string
  kind: EventKind
  sender_id: string | null
  username: string | null
  text: string | null
  payload: string | null
  media_id: string | null
  external_id: string | null
  detail: Json<EventDetail>
  occurred_at: Date
  received_at: Date
  decided_at: Date
  outcome: string
  silence: string | null
  automation_id: string | null
  run_id: string | null
  automation_set: number | null
  decision: Json<StoredDecision>
}

export type RunsTable = {
  id: string
  workspace_id: string
  account_id: string
  automation_id: string
  version_id: string
  conversation_id: string
  event_id: string
  comment_id: string | null
  private_reply_used: boolean
  state: RunState
  step_id: string | null
  answer: string | null
  saved: Json<Fields>
  tries: number
  wake_at: Date | null
  lead_id: string | null
  started_at: Date
  ended_at: Date | null
}
type ClosedState = Exclude<MessageState, OpenState>
export type MessagesTable = {
  id: string
  seq: Generated<number>
  workspace_id: string
  account_id: string
  conversation_id: string
  contact_id: string | null
  lane: Lane
  kind: MessageKind
  comment_id: string | null
  media_id: string | null
  content: Json<StoredContent>
  state: Generated<ClosedState | 'open'>
  epoch: Generated<number>
  not_before: Date
  expires_at: Date | null
  /** Tries in all, one row each; `failures` are those that count against the limit (a throttle does not). */
  attempts: Generated<number>
  failures: Generated<number>
  doubts: Generated<number>
  sending_at: Date | null
  final_at: Date | null
  channel_message_id: string | null
  error_code: string | null
  error_words: string | null
  by_hand: Generated<boolean>
  event_id: string | null
  automation_id: string | null
  version_id: string | null
  run_id: string | null
  step_id: string | null
  variation: number | null
  created_at: Date
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

export type LeadsTable = {
  id: string
  seq: Generated<number>
  workspace_id: string
  source: string
  account_id: string | null
  contact_id: string | null
  automation_id: string | null
  version_id: string | null
  run_id: string | null
  event_id: string | null
  email: string | null
  phone: string | null
  name: string | null
  custom_fields: JsonWithDefault<Fields>
  metadata: JsonWithDefault<Record<string, unknown>>
  status: Generated<'NEW' | 'PROCESSING' | 'DELIVERED' | 'FAILED' | 'ARCHIVED'>
  notified: Generated<boolean>
  exported: Generated<boolean>
  captured_at: Date
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
  contacts: ContactsTable
  contact_identifiers: ContactIdentifiersTable
  conversations: ConversationsTable
  automations: AutomationsTable
  automation_versions: AutomationVersionsTable
  automation_sets: AutomationSetsTable
  automation_stats: AutomationStatsTable
  bodies: BodiesTable
  events: EventsTable
  runs: RunsTable
  messages: MessagesTable
  ledger: LedgerView
  attempts: AttemptsTable
  leads: LeadsTable
  audit: AuditTable
}
