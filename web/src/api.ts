import { endSession } from './session.ts'
import type { Definition } from '../../server/model/automation.ts'
import type { MessageKind } from '../../server/model/message.ts'
import type {
  Account,
  AutomationItem,
  Contact,
  DeadFilter,
  DeadLetter,
  DeadReason,
  EventItem,
  Lead,
  List,
  Me,
  Media,
  NewAccount,
  OwnLimit,
  PlacedItem,
  Problem,
  Queue,
  Setup,
  Stats,
  TagItem,
  Trace,
  Workspace,
} from './answers.ts'

/**
 * What the server refused, in its own words. Codes of our own: `unreachable` when it did not answer at all, or only a proxy did;
 * `piece_missing` when a part of the pages could not be fetched (lazyPage.tsx).
 */
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

/** Longer than anything the server does for a page: what takes more will not be answered. */
const callLimitMs = 60_000

/** Null for what is no JSON: a proxy's page, or nothing. */
function readJson(text: string): Record<string, never> | null {
  try {
    return JSON.parse(text) as Record<string, never>
  } catch {
    return null
  }
}

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal, keepalive = false): Promise<T> {
  const init: RequestInit = { method, headers: { accept: 'application/json' }, credentials: 'same-origin', keepalive }
  if (body !== undefined)
    Object.assign(init, { headers: { ...init.headers, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const limit = AbortSignal.timeout(callLimitMs)
  init.signal = signal ? AbortSignal.any([signal, limit]) : limit
  let answer: Response
  let text: string
  try {
    answer = await fetch(path, init)
    text = await answer.text()
  } catch (trouble) {
    if (trouble instanceof DOMException && trouble.name === 'AbortError') throw trouble
    throw new ApiError(0, 'unreachable', '')
  }
  const json = readJson(text)
  if (answer.ok) return json as T
  if (json === null && answer.status >= 502 && answer.status <= 504) throw new ApiError(0, 'unreachable', '')
  // Whether somebody is signed in at all is what /api/me is asked for; signing in has its own refusals.
  if (answer.status === 401 && path !== '/api/me' && !path.startsWith('/api/identity/')) endSession()
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

/** Named messages, or all since a time that a filter lets through. */
export type DeadChoice = { ids: string[] } | (DeadFilter & { since: string })

/** One function per address (contracts.md, "Product addresses"). Each answers what answers.ts says and rejects with an ApiError. */
/** For a list of which everything is needed at once, such as the choices of a menu. */
async function everyRow<T>(fetchPage: (page: { limit: number; cursor: string | null }) => Promise<List<T>>): Promise<List<T>> {
  const data: T[] = []
  for (let cursor: string | null = null; ;) {
    const page: List<T> = await fetchPage({ limit: 200, cursor })
    data.push(...page.data)
    if (page.nextCursor === null) return { data, nextCursor: null }
    cursor = page.nextCursor
  }
}

export const api = {
  setup: () => get<Setup>('/api/setup'),
  createOwner: (owner: { name: string; email: string; password: string; workspaceName: string; token?: string }) =>
    call<Me>('POST', '/api/setup/owner', owner),
  signIn: (email: string, password: string) => call<unknown>('POST', '/api/identity/sign-in/email', { email, password }),
  signOut: () => call<unknown>('POST', '/api/identity/sign-out', {}),
  me: () => get<Me>('/api/me'),
  changeWorkspace: (changes: Partial<Omit<Workspace, 'id'>>) => call<Workspace>('PATCH', '/api/workspace', changes),

  accounts: () => everyRow((page) => get<List<Account>>('/api/accounts', page)),
  connectAccount: (account: NewAccount) => call<Account>('POST', '/api/accounts', account),
  connectSimulated: () => call<Account>('POST', '/api/accounts/simulated', {}),
  reviveSimulated: (accountId: string) => call<Account>('POST', '/api/accounts/simulated', { accountId }),
  changeAccount: (
    id: string,
    changes: {
      name?: string
      status?: 'active' | 'inactive'
      accessToken?: string
      appSecret?: string
      ownLimits?: Record<string, OwnLimit | null>
    },
  ) => call<Account>('PATCH', `/api/accounts/${id}`, changes),
  removeAccount: (id: string) => call<unknown>('DELETE', `/api/accounts/${id}`),
  media: (accountId: string) => get<{ data: Media[] }>(`/api/accounts/${accountId}/media`),

  automations: (query: { accountId?: string | null; q?: string; limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
    get<List<AutomationItem>>('/api/automations', query, signal),
  everyAutomation: () => everyRow((page) => get<List<AutomationItem>>('/api/automations', page)),
  automation: (id: string) => get<AutomationItem>(`/api/automations/${id}`),
  createAutomation: (automation: { accountId: string; name: string; definition: Definition; is_active?: boolean }) =>
    call<AutomationItem>('POST', '/api/automations', automation),
  replaceAutomation: (id: string, automation: { name: string; definition: Definition; is_active?: boolean; version?: number }) =>
    call<AutomationItem>('PUT', `/api/automations/${id}`, automation),
  publishAutomation: (id: string) => call<AutomationItem>('POST', `/api/automations/${id}/publish`, {}),
  switchAutomation: (id: string, isActive: boolean) => call<AutomationItem>('PATCH', `/api/automations/${id}`, { is_active: isActive }),
  removeAutomation: (id: string, leaving = false) => call<unknown>('DELETE', `/api/automations/${id}`, undefined, undefined, leaving),
  lint: (definition: Definition, accountId: string | null, automationId: string | null, signal?: AbortSignal) =>
    call<{ problems: Problem[] }>(
      'POST',
      '/api/automations/lint',
      { ...(accountId ? { accountId } : {}), ...(automationId ? { automationId } : {}), definition },
      signal,
    ),
  lintSaved: (id: string) => call<{ problems: Problem[] }>('POST', `/api/automations/${id}/lint`, {}),
  order: (accountId: string) => get<{ data: PlacedItem[] }>('/api/automations/order', { accountId }),
  moveAutomation: (id: string, to: { before: string } | { after: string }) =>
    call<{ data: PlacedItem[] }>('POST', `/api/automations/${id}/move`, to),

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
  contact: (id: string) => get<Contact>(`/api/contacts/${id}`),
  contactOfConversation: (id: string) => get<{ contact: { id: string } }>(`/api/conversations/${id}`),
  tagContact: (id: string, changes: { add: string[]; remove: string[] }) => call<Contact>('POST', `/api/contacts/${id}/tags`, changes),
  tags: () => everyRow((page) => get<List<TagItem>>('/api/tags', page)),
  changeTag: (id: string, changes: { name?: string }) => call<TagItem>('PATCH', `/api/tags/${id}`, changes),
  removeTag: (id: string) => call<unknown>('DELETE', `/api/tags/${id}`),
  leadsCsvAddress: (query: { automationId?: string; q?: string }) => address('/api/leads.csv', query),
  queue: () => get<Queue>('/api/queue'),
  resumeKind: (id: string, kind: MessageKind) => call<Account>('POST', `/api/accounts/${id}/resume`, { kind }),
  closeBreaker: (accountId: string) => call<{ closed: boolean }>('POST', `/api/queue/breakers/${accountId}/close`, {}),
  deadLetters: (query: DeadFilter & { limit?: number; cursor?: string | null }, signal?: AbortSignal) =>
    get<List<DeadLetter>>('/api/dead-letters', query, signal),
  deadReasons: (query: DeadFilter) => get<{ data: DeadReason[] }>('/api/dead-letters/reasons', query),
  replayDead: (which: DeadChoice) => call<{ replayed: number }>('POST', '/api/dead-letters/replay', which),
  closeDead: (which: DeadChoice, outcome: 'sent' | 'failed') =>
    call<{ closed: number }>('POST', '/api/dead-letters/close', { ...which, outcome }),
  stats: (days: number) => get<Stats>('/api/stats', { days }),
}
