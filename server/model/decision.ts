import type { Assigning } from './automation.ts'
import type { MessageContent } from './content.ts'
import type { InboundEvent } from './event.ts'
import type { MessageKind } from './message.ts'
import type { Run } from './run.ts'
import type { TagChange } from './tag.ts'

/** Why an automation did not reply to an event; each reason has a sentence in engine/sentences.ts. */
export const skipReasons = [
  'not_live',
  'other_kind',
  'other_post',
  'no_keyword',
  'excluded_word',
  'cooling_down',
  'already_running',
  'lower_priority',
  'other_automation',
] as const
export type SkipReason = (typeof skipReasons)[number]

/** Why an event got no reply, whatever the automations are. */
export const silences = [
  'own',
  'echo',
  'standby',
  'answered_by_hand',
  'comment_hidden',
  'imported',
  'not_answerable',
  'account_inactive',
  'opted_out',
  'handed_over',
  'bot_paused',
  'transcribing',
  'loop_guard',
  'no_match',
  'no_automation',
  'too_old',
  'who_unknown',
  'words_unknown',
  'no_conversation',
  'internal_error',
] as const
export type Silence = (typeof silences)[number]

/** The state of the person's thread. Not changed in place: `decide` returns a new one. */
export type ConversationState = {
  id: string
  contactId: string
  username: string | null
  name: string | null
  /** When the platform was asked for their profile; it is asked once, whatever it returned. */
  profileAskedAt: Date | null
  /** Stored fields of the contact: email, phone and custom ones; for templates. */
  fields: Record<string, string>
  /** The tags of the contact, by all their current and former names (`tagKey`). */
  tags: ReadonlySet<string>
  windowUntil: Date | null
  optedOutAt: Date | null
  /** When they stopped marketing messages; replies to what they ask go on. */
  marketingStoppedAt: Date | null
  /** Until when the platform charges nothing for messages to them, as it said; it opens no window. */
  freeUntil: Date | null
  botPausedUntil: Date | null
  /** Loop guard: replies started since `guardSince`. */
  guardSince: Date | null
  guardCount: number
  /** The run that waits for an answer, if any. */
  waiting: Run | null
  /** Other runs of this conversation that are still open (delays). */
  open: Run[]
  /** Automation id → when it last started here. */
  lastStarted: Map<string, Date>
  /** `automationId/stepId` → the variations already sent to this person since all were used. */
  usedVariations: Map<string, number[]>
}

export type PlannedMessage = {
  kind: MessageKind
  content: MessageContent
  commentId: string | null
  automationId: string
  versionId: string
  runId: string
  stepId: string
  /** Index of the text chosen, null when there was only one. */
  variation: number | null
  /** For a public reply: the index of the decision's DM that has to be sent first. */
  waitsFor: number | null
}

/** What a decision causes beside messages; it becomes a job in the decision's transaction (inbox/effects.ts). */
export type Effect = { kind: 'ask_profile'; personId: string } | { kind: 'transcribe'; eventId: string; fileId: string } | HandOver

/** A conversation goes to the people of the team. `by`: the name of the automation, or the word of the person that asked for one. */
export type HandOver = { kind: 'hand_over'; why: 'word' | 'step'; by: string; to: Assigning }

export type LeadDraft = {
  leadId: string
  runId: string
  automationId: string
  versionId: string
  fields: Record<string, string>
  keep: boolean
  /** Whether it is the first of its run; a later one completes it. */
  isFirst: boolean
  automationName: string
  /** Who gets it by email. */
  notify: string | null
  /** The webhook address of the automation. */
  webhookUrl: string | null
}

/** A step of the trace; its sentence is built from `stage` and `data` by engine/explain.ts when it is shown. */
export type TraceStep = { stage: string; data: Record<string, unknown> }

/** The decision for one event: everything to store and to do. */
export type Decision = {
  outcome: 'answered' | 'continued' | 'opted_out' | 'opted_in' | 'skipped'
  /** For `skipped`: why. */
  silence: Silence | null
  matched: { automationId: string; versionId: string; runId: string } | null
  /** The automations the index found, with why each did not reply (null: it did). All others are explained when the trace is opened. */
  candidates: { automationId: string; versionId: string; reason: SkipReason | null }[]
  trace: TraceStep[]
  messages: PlannedMessage[]
  leads: LeadDraft[]
  /** Changes of the contact's tags, in order; a later change of the same tag wins. */
  tags: TagChange[]
  effects: Effect[]
  /** Every run that is new or changed. */
  runs: Run[]
  /** Counts for requirement A13. */
  triggered: string[]
  /** The changed thread. */
  conversation: ConversationState
}

/** What starts a decision: an event, or a time that came. */
export type Cause = { type: 'event'; eventId: string; event: InboundEvent } | { type: 'wake'; run: Run }
