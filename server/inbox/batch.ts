import type { InboxAccount } from '../accounts/inboxAccounts.queries.ts'
import type { LoadedSet } from '../automations/setCache.ts'
import type { ConversationState } from '../model/decision.ts'
import { canReceive, type InboundEvent } from '../model/event.ts'
import type { NewPerson, ThreadRow } from './people.queries.ts'
import type { Remembered, StoredRun } from './runs.queries.ts'

/** An event on its way into the house: which body told it, and whom it belongs to. */
export type Arrival = {
  eventId: string
  bodyId: number
  receivedAt: Date
  event: InboundEvent
  account: InboxAccount
  thread: Thread | null
  tapped: StoredRun | null
}

/** A person's thread while a batch is decided. Later events of the batch see what earlier ones changed. */
export type Thread = {
  conversationId: string
  contactId: string
  account: InboxAccount
  set: LoadedSet | null
  recipientId: string | null
  state: ConversationState
  lastEventAt: Date
  changed: boolean
  /** Automations whose memory of this person changed. */
  remembered: Set<string>
  savedFields: Record<string, string>
}

export function threadFromRow(row: ThreadRow, account: InboxAccount): Thread {
  const fields: Record<string, string> = { ...row.customFields }
  if (row.email) fields.email = row.email
  if (row.phone) fields.phone = row.phone
  return makeThread(account, row.conversationId, row.contactId, row.recipientId, {
    username: row.username,
    name: row.name,
    fields,
    windowUntil: row.windowUntil,
    optedOutAt: row.optedOutAt,
    botPausedUntil: row.botPausedUntil,
    guardSince: row.guardSince,
    guardCount: row.guardCount,
  })
}

export function threadOfNewPerson(person: NewPerson, account: InboxAccount): Thread {
  return makeThread(account, person.conversationId, person.contactId, canReceive(person.kind) ? person.value : null, {
    username: person.username,
    name: person.name,
    fields: person.kind === 'phone' ? { phone: `+${person.value}` } : {},
    windowUntil: null,
    optedOutAt: null,
    botPausedUntil: null,
    guardSince: null,
    guardCount: 0,
  })
}

type Known = Omit<ConversationState, 'id' | 'contactId' | 'waiting' | 'open' | 'lastStarted' | 'usedVariations'>

function makeThread(account: InboxAccount, conversationId: string, contactId: string, recipientId: string | null, known: Known): Thread {
  return {
    conversationId,
    contactId,
    account,
    recipientId,
    set: null,
    lastEventAt: new Date(0),
    changed: false,
    remembered: new Set(),
    savedFields: {},
    state: { id: conversationId, contactId, ...known, waiting: null, open: [], lastStarted: new Map(), usedVariations: new Map() },
  }
}

/** Puts open runs and what automations remember into the threads they belong to. */
export function fillThreads(threads: Map<string, Thread>, runs: StoredRun[], remembered: Remembered[]): void {
  for (const run of runs) {
    const thread = threads.get(run.conversationId)
    if (!thread) continue
    if (run.state === 'waiting_answer') thread.state.waiting = run
    else thread.state.open.push(run)
  }
  for (const row of remembered) {
    const state = threads.get(row.conversation_id)?.state
    if (!state) continue
    state.lastStarted.set(row.automation_id, row.last_started_at)
    for (const [stepId, used] of Object.entries(row.used_variations)) state.usedVariations.set(`${row.automation_id}/${stepId}`, used)
  }
}

/** What the automations with a changed memory will remember of this person. */
export function memoriesOf(thread: Thread): Remembered[] {
  return [...thread.remembered].map((automationId) => {
    const prefix = `${automationId}/`
    const used: Record<string, number[]> = {}
    for (const [key, value] of thread.state.usedVariations) if (key.startsWith(prefix)) used[key.slice(prefix.length)] = value
    return {
      conversation_id: thread.conversationId,
      automation_id: automationId,
      workspace_id: thread.account.workspaceId,
      last_started_at: thread.state.lastStarted.get(automationId) ?? new Date(0),
      used_variations: used,
    }
  })
}
