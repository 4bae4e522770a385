import type { InboxAccount } from '../accounts/inboxAccounts.queries.ts'
import type { LoadedSet } from '../automations/setCache.ts'
import type { LookUpKind } from '../model/capabilities.ts'
import type { ConversationState, Silence, TraceStep } from '../model/decision.ts'
import { canReceive, type AccountEvent, type InboundEvent } from '../model/event.ts'
import type { Sentence } from '../model/sentence.ts'
import { normalPhone } from '../engine/normalPhone.ts'
import type { NewPerson, ThreadRow } from '../contacts/threads.queries.ts'
import type { StoredRun } from '../automations/runs.queries.ts'
import type { StoredMemory } from '../platform/tables/people.ts'

/** An event being ingested: its payload and its account. */
export type Arrival = {
  eventId: string
  /** Null: an occurrence, or an event that no webhook told of; the event has the id of its row. */
  bodyId: number | null
  receivedAt: Date
  event: InboundEvent
  account: InboxAccount
  thread: Thread | null
  tapped: StoredRun | null
  /** Its row exists already, held until the missing part was known. */
  resumes: boolean
  /** What the platform is asked before the event is decided. */
  hold: LookUpKind | null
  /** Why it gets no reply, whatever the automations are: the missing part cannot be had. */
  silence: Silence | null
  /** What was learned before the decision, for the trace. */
  told: TraceStep[]
  /** What the platform says of the account itself: it is kept there, and may stop it. */
  notice: AccountTold | null
}
export type AccountTold = NonNullable<AccountEvent['notice']> & { words: Sentence } & Pick<AccountEvent, 'stops'>

export const newArrival = (known: Pick<Arrival, 'eventId' | 'bodyId' | 'receivedAt' | 'event' | 'account'>): Arrival => ({
  ...known,
  thread: null,
  tapped: null,
  resumes: false,
  hold: null,
  silence: null,
  told: [],
  notice: null,
})

/** A person's thread while a batch is decided. Later events of the batch see the changes of earlier ones. */
export type Thread = {
  conversationId: string
  contactId: string
  account: InboxAccount
  set: LoadedSet | null
  recipientId: string | null
  state: ConversationState
  lastEventAt: Date
  changed: boolean
  /** A person who was not known before this batch. */
  person: NewPerson | null
  /** They had opted out before they were erased, then: they come back opted out. */
  optedOutBefore: Date | null
  savedFields: Record<string, string>
  /** When automations last handed it over to people. */
  handedOverAt: Date | null
}

export function threadFromRow(row: ThreadRow, account: InboxAccount): Thread {
  const fields: Record<string, string> = { ...row.customFields }
  if (row.email) fields.email = row.email
  if (row.phone) fields.phone = row.phone
  const thread = makeThread(account, row.conversationId, row.contactId, row.recipientId, {
    username: row.username,
    name: row.name,
    fields,
    tags: new Set(row.tags),
    windowUntil: row.windowUntil,
    optedOutAt: row.optedOutAt,
    botPausedUntil: row.botPausedUntil,
    marketingStoppedAt: row.marketingStoppedAt,
    freeUntil: row.freeUntil,
    guardSince: row.guardSince,
    guardCount: row.guardCount,
    profileAskedAt: row.profileAskedAt,
  })
  thread.handedOverAt = row.handedOverAt
  const { lastStarted, usedVariations } = thread.state
  for (const [automationId, { at, used }] of Object.entries(row.memory)) {
    lastStarted.set(automationId, new Date(at))
    for (const [stepId, told] of Object.entries(used)) usedVariations.set(`${automationId}/${stepId}`, told)
  }
  return thread
}

type Newcomer = { contactId: string; conversationId: string; username: string | null; name: string | null }

export function threadOfNewPerson(
  person: NewPerson,
  { contactId, conversationId, username, name }: Newcomer,
  account: InboxAccount,
): Thread {
  const thread = makeThread(account, conversationId, contactId, canReceive(person.kind) ? person.value : null, {
    username,
    name,
    fields: person.kind === 'phone' ? { phone: normalPhone(person.value) } : {},
    tags: new Set(),
    windowUntil: null,
    optedOutAt: null,
    botPausedUntil: null,
    marketingStoppedAt: null,
    freeUntil: null,
    guardSince: null,
    guardCount: 0,
    profileAskedAt: null,
  })
  return { ...thread, person, changed: true }
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
    person: null,
    optedOutBefore: null,
    savedFields: {},
    handedOverAt: null,
    state: { id: conversationId, contactId, ...known, waiting: null, open: [], lastStarted: new Map(), usedVariations: new Map() },
  }
}

/** Adds open runs to their threads. */
export function fillThreads(threads: Map<string, Thread>, runs: StoredRun[]): void {
  for (const run of runs) {
    const thread = threads.get(run.conversationId)
    if (!thread) continue
    if (run.state === 'waiting_answer') thread.state.waiting = run
    else thread.state.open.push(run)
  }
}

/** What is stored for automations about this person. */
export function memoryOf({ state }: Thread): StoredMemory {
  const memory: StoredMemory = {}
  for (const [automationId, at] of state.lastStarted) memory[automationId] = { at: at.toISOString(), used: {} }
  for (const [key, told] of state.usedVariations) {
    const [automationId, stepId] = [key.slice(0, uuidLength), key.slice(uuidLength + 1)]
    const known = (memory[automationId] ??= { at: new Date(0).toISOString(), used: {} })
    known.used[stepId] = told
  }
  return memory
}
const uuidLength = 36
