import type { Automation } from '../model/automation.ts'
import type { ChannelLimits } from '../model/channel.ts'
import type { Cause, ConversationState, Decision, Silence, SkipReason } from '../model/decision.ts'
import type { InboundEvent } from '../model/event.ts'
import { automationToStart } from '../model/occurrence.ts'
import type { Run } from '../model/run.ts'
import { advance } from './advance.ts'
import { type CompiledSet, findCandidates } from './compileSet.ts'
import { handOver, handOverWord } from './handOver.ts'
import { offerToRun, postponeRun, takesAnyText, takesLateTap, wakeRun } from './continueRun.ts'
import type { Dice } from './dice.ts'
import { effectsOf } from './effects.ts'
import { type DecisionBuilder, startDecision, note, stopRun } from './decisionBuilder.ts'
import { readOptWord } from './optWords.ts'
import { countAnswer, isComment, whyIgnored, whySilent, windowAfter } from './silence.ts'
import { readTap } from './tap.ts'
import { voiceIn } from './voiceIn.ts'

/** What a decision depends on. Time, random numbers and ids are handed in, so that the same moment always gives the same decision. */
export type Moment = {
  conversation: ConversationState
  set: CompiledSet
  /** The automation in the version with this id. */
  versions: (versionId: string) => Automation | undefined
  /**
   * `limits`: what its channel accepts, and how long people may be answered. Absent where no channel is known (a preview). `handPauseMs`:
   * how long automations pause after a person of the business wrote in the platform's app. `transcribes`: what voice messages say is found
   * out first; they come again as messages with words. `handOverWords`: words that ask for a person.
   */
  account: {
    active: boolean
    defaultCountry: string
    channel?: string
    limits?: ChannelLimits
    tellsProfiles?: boolean
    handPauseMs?: number
    transcribes?: boolean
    handOverWords?: readonly string[]
  }
  now: Date
  dice: Dice
  newId: () => string
  /** The run whose button was tapped, if it no longer waits: an old button still works. */
  tapped?: Run | null
}

/** More candidates are not stored with the event; the trace explains all of them when it is opened (explainAll.ts). */
const maxCandidates = 20

/**
 * Decides what follows from one event, or from a time that came.
 * In:     the cause and the moment; neither is changed.
 * Out:    everything to be stored and sent, as `Decision`. Runs that end are listed before runs that begin to wait.
 * Errors: none; odd input leads to no reply, with a reason.
 */
export function decide(cause: Cause, at: Moment): Decision {
  const said = cause.type === 'event' ? (cause.event.text ?? '') : ''
  const { limits = null, channel = null } = at.account
  const builder = startDecision(at.conversation, said, { ...at, limits, channel })
  if (cause.type === 'wake') return decideWake(cause.run, at, builder)
  const decision = decideEvent(cause.eventId, cause.event, at, builder)
  decision.effects.push(...effectsOf(cause.event, decision.conversation, at.account.tellsProfiles ?? false, at.now))
  return decision
}

type Told = Partial<Pick<Decision, 'outcome' | 'silence' | 'matched' | 'candidates' | 'triggered'>>

const decisionFrom = ({ conversation, trace, messages, leads, tags, effects, runs }: DecisionBuilder, told: Told): Decision => ({
  outcome: 'skipped',
  silence: null,
  matched: null,
  candidates: [],
  triggered: [],
  ...told,
  trace,
  messages,
  leads,
  tags,
  effects: [...effects],
  runs,
  conversation,
})
const silent = (builder: DecisionBuilder, silence: Silence, told: Told = {}): Decision => decisionFrom(builder, { ...told, silence })
const naming = ({ automationId, versionId, id }: Run) => ({ automationId, versionId, runId: id })

function decideEvent(eventId: string, event: InboundEvent, at: Moment, builder: DecisionBuilder): Decision {
  const { conversation } = builder
  conversation.windowUntil = windowAfter(event, conversation.windowUntil, at.account.limits ?? null)
  const freeUntil = event.status?.freeUntil && new Date(event.status.freeUntil)
  if (freeUntil && !(conversation.freeUntil && conversation.freeUntil > freeUntil)) conversation.freeUntil = freeUntil
  if (event.kind === 'call' && !event.isOwn && conversation.windowUntil)
    note(builder, 'called', { until: conversation.windowUntil.toISOString() })
  if (event.byHand) pauseAfterHand(event, at, builder)
  if (event.consent?.about === 'marketing') keepMarketing(event.occurredAt, event.consent.isGiven, builder)
  // A name from elsewhere than what they wrote, from an address book for one, only fills a gap.
  if (!event.isOwn) conversation.name ??= event.name
  const notOurs = whyIgnored(event)
  if (notOurs) return silent(builder, notOurs)
  conversation.username = event.username ?? conversation.username
  conversation.name = event.name ?? conversation.name

  // An opt-out word comes before everything, also before a waiting question and an inactive account, and it is never too late.
  const opt = event.kind === 'message' ? readOptWord(event.text, isAskedForText(at)) : null
  if (opt === 'out') return optOut(builder)
  if (opt === 'in' && conversation.optedOutAt) {
    conversation.optedOutAt = null
    note(builder, 'opted_in')
    return decisionFrom(builder, { outcome: 'opted_in' })
  }
  const silence = whySilent(event, conversation, at.account, at.now)
  if (silence) return silent(builder, silence)
  const fileId = at.account.transcribes ? voiceIn(event) : null
  if (fileId !== null) {
    builder.effects.push({ kind: 'transcribe', eventId, fileId })
    return silent(builder, 'transcribing')
  }

  const word = event.kind === 'message' ? handOverWord(event.text, at.account.handOverWords ?? []) : null
  if (word !== null) {
    handOver(builder, { why: 'word', by: word, to: 'as_set' })
    return silent(builder, 'handed_over')
  }

  const continued = continueWaiting(event, at, builder)
  if (continued) {
    Object.assign(conversation, countAnswer(conversation, at.now))
    return decisionFrom(builder, { outcome: 'continued', matched: naming(continued) })
  }
  return startOne(eventId, event, at, builder)
}

/** Whether a question waits for any text; then fewer words opt out. A question whose automation was switched off no longer waits. */
function isAskedForText({ conversation, set, versions }: Moment): boolean {
  const { waiting } = conversation
  return waiting !== null && set.byId.has(waiting.automationId) && takesAnyText(waiting, versions(waiting.versionId))
}

/** A person of the business takes over in the platform's own app: automations pause for a while after what they wrote last. */
function pauseAfterHand({ occurredAt }: InboundEvent, { account, now }: Moment, builder: DecisionBuilder): void {
  const { conversation } = builder
  const until = new Date(occurredAt.getTime() + (account.handPauseMs ?? 0))
  if (until <= now || (conversation.botPausedUntil && conversation.botPausedUntil >= until)) return
  conversation.botPausedUntil = until
  note(builder, 'paused_by_hand', { until: until.toISOString() })
}

/** The platform's own switch for marketing. An older event changes nothing: events come in any order. */
function keepMarketing(at: Date, isGiven: boolean, builder: DecisionBuilder): void {
  const { conversation } = builder
  if (conversation.marketingStoppedAt && conversation.marketingStoppedAt > at) return
  conversation.marketingStoppedAt = isGiven ? null : at
  note(builder, isGiven ? 'marketing_resumed' : 'marketing_stopped')
}

function optOut(builder: DecisionBuilder): Decision {
  const { conversation } = builder
  note(builder, 'opted_out')
  conversation.optedOutAt ??= builder.now
  for (const run of [conversation.waiting, ...conversation.open]) if (run) stopRun(builder, run, 'opted_out')
  return decisionFrom(builder, { outcome: 'opted_out' })
}

/** The automation of a run, in the run's version. Null, and the run stopped, when it was switched off or its version is gone. */
function followedBy(run: Run, at: Moment, builder: DecisionBuilder): Automation | null {
  const version = at.versions(run.versionId)
  if (version && at.set.byId.has(run.automationId)) return version
  stopRun(builder, run, version ? 'automation_off' : 'version_missing')
  return null
}

/** Out: the run that took the event, or null. */
function continueWaiting(event: InboundEvent, at: Moment, builder: DecisionBuilder): Run | null {
  const { waiting } = builder.conversation
  if (waiting) {
    const automation = followedBy(waiting, at, builder)
    if (automation && offerToRun(event, waiting, automation, at.account.defaultCountry, builder)) return waiting
  }
  // A button whose run was given up for a later question, or was not tapped in time. A button of a finished run sends nothing twice.
  const { tapped } = at
  if (!tapped || tapped.id === waiting?.id || readTap(event.payload)?.runId !== tapped.id) return null
  if (tapped.state !== 'superseded' && tapped.state !== 'no_answer') return null
  const automation = at.set.byId.has(tapped.automationId) ? at.versions(tapped.versionId) : undefined
  const revived = { ...tapped, endedAt: null }
  return automation && takesLateTap(tapped, automation) && offerToRun(event, revived, automation, at.account.defaultCountry, builder)
    ? revived
    : null
}

/** Why an automation that hears the event does not answer this person now. */
function whyNotNow(automation: Automation, { waiting, open, lastStarted }: ConversationState, now: Date): SkipReason | null {
  if ([waiting, ...open].some((run) => run?.automationId === automation.id)) return 'already_running'
  const last = lastStarted.get(automation.id)
  // A last answer in the future (a clock was set back, or another machine's is ahead) counts by its distance. Without a cooldown none is
  // near enough.
  const cooling = last !== undefined && Math.abs(now.getTime() - last.getTime()) < automation.definition.cooldownMinutes * 60_000
  return cooling ? 'cooling_down' : null
}

/** The automations that the event may start, in order: the one it names, or all that match. */
function mayStart(event: InboundEvent, set: CompiledSet): Iterable<Automation> {
  const only = automationToStart(event)
  if (only === null) return findCandidates(event, set)
  const named = set.byId.get(only)
  return named ? [named] : []
}

/** Starts one automation: the first in the order that may reply. */
function startOne(eventId: string, event: InboundEvent, at: Moment, builder: DecisionBuilder): Decision {
  const candidates: Decision['candidates'] = []
  let winner: Automation | null = null
  for (const automation of mayStart(event, at.set)) {
    const reason = winner ? 'lower_priority' : whyNotNow(automation, builder.conversation, at.now)
    if (reason === null) winner = automation
    if (reason === null || candidates.length < maxCandidates)
      candidates.push({ automationId: automation.id, versionId: automation.versionId, reason })
    if (winner && candidates.length >= maxCandidates) break
  }
  if (!winner) return silent(builder, at.set.byId.size === 0 ? 'no_automation' : 'no_match', { candidates })

  const run: Run = {
    id: at.newId(),
    automationId: winner.id,
    versionId: winner.versionId,
    conversationId: builder.conversation.id,
    eventId,
    commentId: isComment(event) ? event.externalId : null,
    privateReplyUsed: false,
    state: 'done',
    stepId: null,
    answer: null,
    saved: {},
    tries: 0,
    wakeAt: null,
    leadId: null,
    startedAt: at.now,
    endedAt: null,
  }
  note(builder, 'started', { runId: run.id, automationId: winner.id, name: winner.name, version: winner.version })
  builder.conversation.lastStarted.set(winner.id, at.now)
  Object.assign(builder.conversation, countAnswer(builder.conversation, at.now))
  advance(run, winner, winner.definition.steps[0]?.id ?? null, 'done', builder)
  return decisionFrom(builder, { outcome: 'answered', matched: naming(run), candidates, triggered: [winner.id] })
}

function decideWake(woken: Run, at: Moment, builder: DecisionBuilder): Decision {
  const { waiting, open, optedOutAt, botPausedUntil } = builder.conversation
  // The conversation is authoritative, not the wake-up: an answer may have come first.
  const run = [waiting, ...open].find((other) => other?.id === woken.id)
  if (!run || !run.wakeAt || run.wakeAt > at.now) {
    note(builder, 'woke_for_nothing', { runId: woken.id })
    return silent(builder, 'not_answerable')
  }
  if (optedOutAt || !at.account.active) {
    const why = optedOutAt ? 'opted_out' : 'account_inactive'
    stopRun(builder, run, why)
    return silent(builder, why, { matched: naming(run) })
  }
  const automation = followedBy(run, at, builder)
  if (!automation) return silent(builder, 'no_automation', { matched: naming(run) })
  if (botPausedUntil && botPausedUntil > at.now) {
    postponeRun(run, botPausedUntil, builder)
    return silent(builder, 'bot_paused', { matched: naming(run) })
  }
  wakeRun(run, automation, builder)
  return decisionFrom(builder, { outcome: 'continued', matched: naming(run) })
}
