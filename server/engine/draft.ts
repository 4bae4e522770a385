import type { ChannelLimits } from '../model/channel.ts'
import type { ConversationState, LeadDraft, PlannedMessage, TraceStep } from '../model/decision.ts'
import type { Run } from '../model/run.ts'
import type { TagChange } from '../model/tag.ts'
import type { Dice } from './dice.ts'
import type { Stage } from './sentences.ts'

/**
 * A decision while it is being made: a copy that belongs to `decide` alone, so that its parts can write into it and the caller's
 * state stays as it was.
 */
export type Draft = {
  conversation: ConversationState
  trace: TraceStep[]
  messages: PlannedMessage[]
  leads: LeadDraft[]
  tags: TagChange[]
  runs: Run[]
  /** What the person wrote just now; empty when time passed instead. */
  said: string
  /** What the channel takes; null: not known, and nothing is cut. */
  limits: ChannelLimits | null
  /** Null: not known. */
  channel: string | null
  now: Date
  dice: Dice
  newId: () => string
}

export function draftFor(
  conversation: ConversationState,
  said: string,
  { limits, channel, now, dice, newId }: Pick<Draft, 'limits' | 'channel' | 'now' | 'dice' | 'newId'>,
): Draft {
  const own = {
    ...conversation,
    open: [...conversation.open],
    lastStarted: new Map(conversation.lastStarted),
    usedVariations: new Map(conversation.usedVariations),
  }
  return { conversation: own, trace: [], messages: [], leads: [], tags: [], runs: [], said, limits, channel, now, dice, newId }
}

export function note(draft: Draft, stage: Stage, data: Record<string, unknown> = {}): void {
  draft.trace.push({ stage, data })
}

/**
 * Writes down how a run stands now: among those changed, and in its place in the conversation. One question stands at a time: a run
 * that begins to wait for an answer supersedes the one that waited before, which is listed first, as the database wants it.
 */
export function keepRun(draft: Draft, run: Run): void {
  const { conversation } = draft
  const older = conversation.waiting
  if (older?.id === run.id) conversation.waiting = null
  conversation.open = conversation.open.filter(({ id }) => id !== run.id)
  draft.runs = draft.runs.filter(({ id }) => id !== run.id)
  if (run.state === 'waiting_answer') {
    if (older && older.id !== run.id) {
      note(draft, 'superseded', { runId: older.id, automationId: older.automationId })
      keepRun(draft, { ...older, state: 'superseded', wakeAt: null, endedAt: draft.now })
    }
    conversation.waiting = run
  }
  if (run.state === 'waiting_time') conversation.open.push(run)
  draft.runs.push(run)
}

/** Ends a run that had not reached its end by itself. */
export function stopRun(draft: Draft, run: Run, why: 'opted_out' | 'automation_off' | 'version_missing' | 'account_inactive'): void {
  note(draft, 'stopped', { runId: run.id, automationId: run.automationId, why })
  keepRun(draft, { ...run, state: 'stopped', wakeAt: null, endedAt: draft.now })
}
