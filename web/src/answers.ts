import type { Definition } from '../../server/model/automation.ts'
import type { Attachment, EventKind } from '../../server/model/event.ts'
import type { MessageKind } from '../../server/model/message.ts'

/** What the product's addresses answer (contracts.md, "Product addresses"), typed by hand. */
export type List<T> = { data: T[]; nextCursor: string | null }
export type Setup = {
  ownerExists: boolean
  tokenNeeded: boolean
  simulator: { on: boolean; phoneUrl: string | null }
  metaAppConfigured: boolean
}
export type Workspace = { id: string; name: string; timeZone: string; defaultCountry: string }
export type Me = {
  user: { id: string; name: string; email: string } | null
  workspace: Workspace
  role: string
  permissions: string[]
  accountIds: string[] | null
}

export type AccountStatus = 'active' | 'inactive' | 'reconnect_needed' | 'paused'
export type Account = {
  id: string
  /** Whichever the server has; its name stands in the catalogue. */
  channel: string
  externalId: string
  username: string | null
  name: string
  status: AccountStatus
  statusReason: string | null
  simulated: boolean
  pictureUrl: string | null
  tokenExpiresAt: string | null
  lastEventAt: string | null
  health: { ok: boolean; text: string }
  /** Kinds of messages that wait until somebody acts, each with its reason. */
  stoppedKinds: { kind: MessageKind; code: string; text: string; at: string }[]
  notices: { code: string; text: string }[]
  ownLimits: Partial<Record<MessageKind, OwnLimit>>
  platformLimits: (OwnLimit & { kind: MessageKind; per: 'account' | 'person' })[]
  createdAt: string
}
/** At most so many calls in any stretch of this length. */
export type OwnLimit = { calls: number; perMs: number }
export type NewAccount = {
  channel: 'instagram'
  externalId: string
  name: string
  accessToken: string
  appSecret?: string
  verifyToken?: string
  loginType?: 'instagram' | 'facebook'
  pageId?: string
}
/** `now` is the server's time, by which `blockedUntil` and `emptyAt` are meant. */
export type Queue = {
  /** The server's time of this answer: with a simulator its clock may be far from the reader's. */
  now: string
  waiting: number
  data: QueueLine[]
  breakers: (Why & { accountId: string; openedAt: string })[]
}
export type QueueLine = {
  accountId: string
  accountName: string
  accountStatus: AccountStatus
  kind: 'public_reply' | 'private_reply' | 'message'
  waiting: number
  oldestAt: string
  perHour: number | null
  blockedUntil: string | null
  emptyAt: string | null
  why: Why | null
}
export type Media = {
  id: string
  caption: string | null
  productType: 'FEED' | 'REELS' | 'STORY' | 'AD'
  pictureUrl: string | null
  permalink: string | null
  postedAt: string | null
}

export type AutomationStats = {
  total_triggers: number
  total_dms_sent: number
  total_comments_replied: number
  total_leads_captured: number
  last_triggered_at: string | null
  last_lead_captured_at: string | null
}
export type AutomationItem = {
  id: string
  accountId: string
  name: string
  status: 'live' | 'draft' | 'paused' | 'deleted'
  is_active: boolean
  trigger_type: string
  action_type: string
  media_id: string | null
  definition: Definition
  config?: Record<string, unknown>
  version: number
  stats: AutomationStats
  created_at: string
  updated_at: string
}
export type PlacedItem = {
  id: string
  name: string
  live: boolean
  position: number | null
  group: 'story' | 'message' | 'post' | 'comment' | 'none'
  words: boolean
  priority: number
}
export type Problem = { level: 'blocker' | 'warning'; stepId: string | null; code: string; text: string }

export const outcomes = [
  'waiting',
  'sent',
  'delivered',
  'read',
  'failed',
  'in_doubt',
  'parked',
  'skipped',
  'opted_out',
  'opted_in',
  'noted',
] as const
export type EventOutcome = (typeof outcomes)[number]
export type EventItem = {
  id: string
  key: string
  kind: EventKind
  channel: string
  accountId: string
  conversationId: string | null
  sender: { id: string | null; username?: string | null; name?: string | null } | null
  text: string | null
  attachments: Attachment[]
  externalId: string | null
  occurredAt: string
  receivedAt: string
  mediaId: string | null
  automation: { id: string; name: string } | null
  outcome: EventOutcome
  outcomeReason: string | null
  outcomeText: string | null
}
export type Attempt = {
  number: number
  at: string
  outcome: string
  code: string | null
  httpStatus: number | null
  durationMs: number | null
  text: string | null
}
export type TraceMessage = {
  id: string
  kind: string
  text: string
  buttons?: { title: string; url?: string; payload?: string }[] | null
  status: 'pending' | 'sent' | 'delivered' | 'read' | 'failed' | 'in_doubt' | 'parked'
  chip: string
  error: { code: string; text: string } | null
  waiting: Why | null
  channelMessageId: string | null
  attempts: Attempt[]
}
/** Why something waits; `until` when it goes on by itself. */
export type Why = { code: string; text: string; until: string | null }
export type DeadStatus = 'failed' | 'parked'
export type DeadLetter = {
  id: string
  accountId: string
  eventId: string | null
  kind: string
  text: string
  status: DeadStatus
  reason: { code: string; text: string }
  attempts: number
  at: string
  person: { username: string | null; name: string | null }
  automation: { id: string; name: string } | null
}
export type DeadReason = { status: DeadStatus; reason: { code: string; text: string }; messages: number }
export type DeadFilter = { accountId?: string; status?: DeadStatus; code?: string }
export type Trace = {
  event: EventItem
  account: { id: string; username?: string | null; name?: string | null } | null
  steps: { at: string; stage: string; text: string }[]
  automations: { id: string; name: string; version: number; matched: boolean; reason: string | null; text: string }[]
  messages: TraceMessage[]
}

/** `tags`: their names. */
export type Contact = { id: string; name: string | null; username: string | null; tags: string[] }
export type TagItem = { id: string; name: string; color: string | null; people: number }

export type Lead = {
  id: string
  source: string
  accountId: string | null
  contactId: string | null
  contact: { username: string | null; name: string | null } | null
  automationId?: string | null
  automationName?: string | null
  email: string | null
  phone: string | null
  name: string | null
  customFields: Record<string, unknown> | null
  status: string
  dmStatus: string | null
  dmProvider: string | null
  dmSentAt: string | null
  dmError: string | null
  notified: boolean
  exported: boolean
  attribution: Record<string, unknown> | null
  capturedAt: string
}
export type Stats = {
  accounts: { total: number; active: number }
  automations: { total: number; live: number }
  events: { total: number }
  messages: { sent: number; replies: number; failed: number; pending: number; inDoubt: number; parked: number }
  leads: { total: number }
  series: { day: string; events: number; sent: number; replies: number; leads: number }[]
  top: { automationId: string; name: string; triggers: number; dms: number; leads: number }[]
}
