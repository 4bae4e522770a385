import type { ChannelLimits } from '../model/channel.ts'
import type { ConversationState, Effect, LeadDraft, PlannedMessage, TraceStep } from '../model/decision.ts'
import type { Run } from '../model/run.ts'
import type { TagChange } from '../model/tag.ts'
import { type KnownText, rememberTexts } from './compare.ts'
import type { Dice } from './dice.ts'
import type { Stage } from './sentences.ts'

/**
 * Collects a decision. It is a copy that belongs to `decide` alone: the parts of the engine write into it, the caller's state stays as it
 * was.
 */
export type DecisionBuilder = {
  conversation: ConversationState
  trace: TraceStep[]
  messages: PlannedMessage[]
  leads: LeadDraft[]
  tags: TagChange[]
  effects: Effect[]
  runs: Run[]
  /** The text the person just wrote; empty when a time came instead. */
  said: string
  /** The channel's limits; null: not known, and no text is cut. */
  limits: ChannelLimits | null
  /** Null: not known. */
  channel: string | null
  now: Date
  dice: Dice
  newId: () => string
  /** A text for the conditions of this decision, folded once for all of them. */
  textOf: (written: string) => KnownText
}

/** Begins a decision about a conversation, of which it changes a copy. In: what the person wrote. */
export function startDecision(
  conversation: ConversationState,
  said: string,
  { limits, channel, now, dice, newId }: Pick<DecisionBuilder, 'limits' | 'channel' | 'now' | 'dice' | 'newId'>,
): DecisionBuilder {
  const own = {
    ...conversation,
    open: [...conversation.open],
    lastStarted: new Map(conversation.lastStarted),
    usedVariations: new Map(conversation.usedVariations),
  }
  return {
    conversation: own,
    trace: [],
    messages: [],
    leads: [],
    tags: [],
    effects: [],
    runs: [],
    said,
    limits,
    channel,
    now,
    dice,
    newId,
    textOf: rememberTexts(),
  }
}

export function note(builder: DecisionBuilder, stage: Stage, data: Record<string, unknown> = {}): void {
  builder.trace.push({ stage, data })
}

/**
 * Records the new state of a run: in the list of changed runs and in its conversation. Only one question waits at a time: a run that begins
 * to wait for an answer supersedes the one that waited before. That one is listed first, because a unique index allows one waiting run per
 * conversation.
 */
export function recordRun(builder: DecisionBuilder, run: Run): void {
  const { conversation } = builder
  const older = conversation.waiting
  if (older?.id === run.id) conversation.waiting = null
  conversation.open = conversation.open.filter(({ id }) => id !== run.id)
  builder.runs = builder.runs.filter(({ id }) => id !== run.id)
  if (run.state === 'waiting_answer') {
    if (older && older.id !== run.id) {
      note(builder, 'superseded', { runId: older.id, automationId: older.automationId })
      recordRun(builder, { ...older, state: 'superseded', wakeAt: null, endedAt: builder.now })
    }
    conversation.waiting = run
  }
  if (run.state === 'waiting_time') conversation.open.push(run)
  builder.runs.push(run)
}

/** Ends a run before its last step. */
export function stopRun(
  builder: DecisionBuilder,
  run: Run,
  why: 'opted_out' | 'automation_off' | 'version_missing' | 'account_inactive',
): void {
  note(builder, 'stopped', { runId: run.id, automationId: run.automationId, why })
  recordRun(builder, { ...run, state: 'stopped', wakeAt: null, endedAt: builder.now })
}
