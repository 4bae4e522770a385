import type { Definition, TriggerKind } from '../../server/model/automation.ts'
import type { EventKind, Attachment } from '../../server/model/event.ts'

/** The product's addresses as the pages use them (contracts.md, "Product addresses"): one function per address, the answers typed by hand. */
export type List<T> = { data: T[]; nextCursor: string | null }
export type Setup = {
  ownerExists: boolean
  tokenNeeded: boolean
  simulator: { on: boolean; phoneUrl: string | null }
  metaAppConfigured: boolean
}
export type Workspace = { id: string; name: string; timeZone: string; defaultCountry: string }
export type Me = { user: { id: string; name: string; email: string } | null; workspace: Workspace; role: string }

export type AccountStatus = 'active' | 'inactive' | 'reconnect_needed' | 'paused'
export type Account = {
  id: string
  channel: 'instagram' | 'messenger' | 'whatsapp'
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
  createdAt: string
}
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
  channelMessageId: string | null
  attempts: Attempt[]
}
export type Trace = {
  event: EventItem
  account: { id: string; username?: string | null; name?: string | null } | null
  steps: { at: string; stage: string; text: string }[]
  automations: { id: string; name: string; version: number; matched: boolean; reason: string | null; text: string }[]
  messages: TraceMessage[]
}

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
  messages: { sent: number; failed: number; pending: number; inDoubt: number; parked: number }
  leads: { total: number }
  series: { day: string; events: number; sent: number; leads: number }[]
  top: { automationId: string; name: string; triggers: number; dms: number; leads: number }[]
}

/** What the server refused, in its own words; `code` is `unreachable` when it did not answer at all. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly details: { path: string; message: string }[]
  constructor(status: number, code: string, message: string, details: { path: string; message: string }[] = []) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

type Query = Record<string, string | number | null | undefined>
const address = (path: string, query: Query = {}) => {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`
}

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal, keepalive = false): Promise<T> {
  const init: RequestInit = { method, headers: { accept: 'application/json' }, credentials: 'same-origin', keepalive }
  if (body !== undefined)
    Object.assign(init, { headers: { ...init.headers, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (signal) init.signal = signal
  const answer = await fetch(path, init).catch((trouble: unknown) => {
    if (trouble instanceof DOMException && trouble.name === 'AbortError') throw trouble
    throw new ApiError(0, 'unreachable', '')
  })
  const text = await answer.text()
  const json = (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : null) as Record<string, never> | null
  if (answer.ok) return json as T
  // better-auth's own addresses answer `{code, message}` without our wrapping.
  const error = (json?.['error'] ?? json ?? {}) as { code?: string; message?: string; details?: { path: string; message: string }[] }
  throw new ApiError(
    answer.status,
    error.code ?? String(answer.status),
    error.message ?? '',
    Array.isArray(error.details) ? error.details : [],
  )
}
const get = <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>('GET', address(path, query), undefined, signal)

export const api = {
  setup: () => get<Setup>('/api/setup'),
  createOwner: (owner: { name: string; email: string; password: string; workspaceName: string; token?: string }) =>
    call<Me>('POST', '/api/setup/owner', owner),
  signIn: (email: string, password: string) => call<unknown>('POST', '/api/identity/sign-in/email', { email, password }),
  signOut: () => call<unknown>('POST', '/api/identity/sign-out', {}),
  me: () => get<Me>('/api/me'),
  changeWorkspace: (changes: Partial<Omit<Workspace, 'id'>>) => call<Workspace>('PATCH', '/api/workspace', changes),

  accounts: () => get<List<Account>>('/api/accounts', { limit: 100 }),
  connectAccount: (account: NewAccount) => call<Account>('POST', '/api/accounts', account),
  connectSimulated: () => call<Account>('POST', '/api/accounts/simulated', {}),
  changeAccount: (id: string, changes: { name?: string; status?: 'active' | 'inactive'; accessToken?: string; appSecret?: string }) =>
    call<Account>('PATCH', `/api/accounts/${id}`, changes),
  removeAccount: (id: string) => call<unknown>('DELETE', `/api/accounts/${id}`),
  media: (accountId: string) => get<{ data: Media[] }>(`/api/accounts/${accountId}/media`),

  automations: (accountId?: string | null) => get<List<AutomationItem>>('/api/automations', { accountId, limit: 100 }),
  automation: (id: string) => get<AutomationItem>(`/api/automations/${id}`),
  createAutomation: (automation: { accountId: string; name: string; definition: Definition; is_active?: boolean }) =>
    call<AutomationItem>('POST', '/api/automations', automation),
  replaceAutomation: (id: string, automation: { name: string; definition: Definition; is_active?: boolean }) =>
    call<AutomationItem>('PUT', `/api/automations/${id}`, automation),
  publishAutomation: (id: string) => call<AutomationItem>('POST', `/api/automations/${id}/publish`, {}),
  switchAutomation: (id: string, isActive: boolean) => call<AutomationItem>('PATCH', `/api/automations/${id}`, { is_active: isActive }),
  removeAutomation: (id: string, leaving = false) => call<unknown>('DELETE', `/api/automations/${id}`, undefined, undefined, leaving),
  lint: (definition: Definition, accountId: string | null, signal?: AbortSignal) =>
    call<{ problems: Problem[] }>('POST', '/api/automations/lint', { ...(accountId ? { accountId } : {}), definition }, signal),

  events: (
    query: {
      accountId?: string | null
      kind?: string
      outcome?: string
      q?: string
      since?: string
      limit?: number
      cursor?: string | null
    },
    signal?: AbortSignal,
  ) => get<List<EventItem>>('/api/events', query, signal),
  trace: (eventId: string) => get<Trace>(`/api/events/${eventId}/trace`),
  leads: (query: { automationId?: string; q?: string; limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
    get<List<Lead>>('/api/leads', query, signal),
  lead: (id: string) => get<Lead>(`/api/leads/${id}`),
  leadsCsvAddress: (query: { automationId?: string; q?: string }) => address('/api/leads.csv', query),
  stats: (days: number) => get<Stats>('/api/stats', { days }),
}

/** What `trigger_type` says in the plans' words, for lists. */
export const triggerOf = (item: AutomationItem): TriggerKind =>
  item.definition.triggers[0]?.on ?? (item.trigger_type === 'post_comment' ? 'comment' : 'message')
