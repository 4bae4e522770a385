import { explainSilence, explainStep } from '../engine/explain.ts'
import { explainAll } from '../engine/explainAll.ts'
import type { Automation } from '../model/automation.ts'
import { occurrenceSentences } from '../engine/sentences.ts'
import { readContent, wordsOf } from '../model/content.ts'
import type { Decision, Silence, SkipReason } from '../model/decision.ts'
import { shownStatus, type MessageKind } from '../model/message.ts'
import { isOccurrence } from '../model/occurrence.ts'
import type { TextOf } from '../model/sentence.ts'
import { showWhy, waitsForDm, type WhyWaiting } from '../outbox/whyWaiting.ts'
import { eventAgain } from './eventAgain.ts'
import type { EventRow, TraceMessage } from './events.queries.ts'
import type { EventItem, Trace, TraceMessage as ShownMessage } from './events.schemas.ts'

const outcomeSentences: Record<string, string> = {
  waiting: 'Under way.',
  held: 'Waiting for what the webhook left out: the platform is asked.',
  sent: 'Answered.',
  delivered: 'Answered and delivered.',
  read: 'Answered and read.',
  in_doubt: 'Whether the answer arrived is being found out.',
  opted_out: 'The person asked not to be written to.',
  opted_in: 'The person may be written to again.',
  noted: 'Noted; nothing to say.',
}

export function showEvent(row: EventRow, textOf: TextOf): EventItem {
  const { attachments, replyTo, referral } = row.detail
  const failed = ['failed', 'parked', 'in_doubt'].includes(row.outcome)
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    channel: row.channel,
    accountId: row.accountId,
    conversationId: row.conversationId,
    sender: { id: row.senderId, ...(row.username ? { username: row.username } : {}), ...(row.name ? { name: row.name } : {}) },
    text: row.text,
    attachments: attachments.map(({ type, url }) => ({ type, ...(url ? { url } : {}) })),
    externalId: row.externalId,
    mediaId: row.mediaId,
    occurredAt: row.occurredAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    ...(replyTo ? { replyTo } : {}),
    ...(referral ? { referral } : {}),
    ...(row.payload ? { payload: row.payload } : {}),
    ...(row.detail.more['form'] ? { form: row.detail.more['form'] as Record<string, unknown> | string } : {}),
    automation: row.automationId ? { id: row.automationId, name: row.automationName ?? 'deleted' } : null,
    outcome: row.outcome as EventItem['outcome'],
    outcomeReason: failed ? row.errorCode : row.silence,
    outcomeText: failed
      ? row.errorWords
        ? textOf(row.errorWords)
        : (outcomeSentences[row.outcome] ?? '')
      : row.silence
        ? explainSilence(row.silence as Silence)
        : (outcomeSentences[row.decided === 'held' ? 'held' : row.outcome] ?? ''),
  }
}

/** The trace of one event: why it did or did not get a reply, from its payload to the platform's response. */
export function showTrace(
  row: EventRow,
  account: { id: string; name: string; username: string | null; externalId: string },
  set: Automation[],
  messages: TraceMessage[],
  standing: Standing,
  textOf: TextOf,
): Trace {
  const decided: Pick<Decision, 'outcome' | 'silence' | 'matched' | 'candidates'> = {
    outcome: row.decided as Decision['outcome'],
    silence: row.silence as Silence | null,
    matched: row.automationId && row.runId ? { automationId: row.automationId, versionId: '', runId: row.runId } : null,
    candidates: row.decision.candidates.map((one) => ({ ...one, reason: one.reason as SkipReason | null })),
  }
  // A held event is not decided yet, so no automation was checked.
  const explained = row.decided === 'held' ? [] : explainAll(eventAgain(row, account.externalId), set, decided)
  const at = row.decidedAt.toISOString()
  const name = account.username ? `@${account.username}` : account.name
  return {
    event: showEvent(row, textOf),
    account: { id: account.id, name: account.name, username: account.username },
    steps: inOrderOfTime([
      {
        at: row.receivedAt.toISOString(),
        stage: 'received',
        text: isOccurrence(row.kind) ? occurrenceSentences[row.kind] : `Received in webhook batch ${row.bodyId}, stored, answered 200.`,
      },
      {
        at,
        stage: 'account',
        text: `It is for ${name}, automation set ${row.automationSet}. First delivery; duplicates are ignored.`,
      },
      ...(row.silence ? [{ at, stage: 'silence', text: explainSilence(row.silence as Silence) }] : []),
      ...row.decision.trace.map((step) => ({ at: step.at ?? at, stage: step.stage, text: explainStep(step) })),
      ...messages.flatMap((message) => stepsOfMessage(message, textOf)),
      ...messages.flatMap((message) => stepOfWaiting(message, standing, textOf)),
    ]),
    automations: explained.map((one) => ({
      id: one.automationId,
      name: one.name,
      version: one.version,
      matched: one.matched,
      reason: one.reason,
      text: one.text,
    })),
    messages: messages.map((one) => showMessage(one, standing, textOf)),
  }
}

function showMessage(message: TraceMessage, standing: Standing, textOf: TextOf): ShownMessage {
  const content = readContent(message.content)
  const waiting = waitingOf(message, standing)
  const { status, chip } = shownStatus[message.state]
  return {
    id: message.id,
    kind: message.kind,
    text: wordsOf(content) ?? '',
    ...(content.type === 'buttons' ? { buttons: content.buttons } : {}),
    status,
    chip,
    error: message.errorCode ? { code: message.errorCode, text: textOf(message.errorWords ?? message.errorCode) } : null,
    waiting: waiting && showWhy(waiting, textOf),
    channelMessageId: message.channelMessageId,
    attempts: message.attempts.map((one) => showAttempt(one, textOf)),
  }
}

/** Why messages of the account wait at the moment, by kind. */
type Standing = { whyWaiting: (kind: MessageKind) => WhyWaiting | null; now: Date }
const waitingOf = (message: TraceMessage, { whyWaiting }: Standing) => {
  if (message.waitsForDm) return waitsForDm
  return message.state === 'planned' ? whyWaiting(message.kind) : null
}

function stepOfWaiting(message: TraceMessage, standing: Standing, textOf: TextOf) {
  const why = waitingOf(message, standing)
  if (!why) return []
  const until = why.until ? ` (until ${why.until.slice(11, 19)} UTC)` : ''
  return [
    {
      at: standing.now.toISOString(),
      stage: 'waiting',
      text: `${surface[message.kind] ?? message.kind} waits: ${textOf(why.words)}${until}`,
    },
  ]
}

/** Stable: steps with the same time stay in the order of their decision. */
const inOrderOfTime = <T extends { at: string }>(steps: T[]): T[] => steps.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))

const showAttempt = (attempt: TraceMessage['attempts'][number], textOf: TextOf) => ({
  number: attempt.number,
  at: new Date(attempt.at).toISOString(),
  outcome: attempt.outcome ?? 'under_way',
  code: attempt.platformCode ?? attempt.code,
  httpStatus: attempt.httpStatus,
  durationMs: attempt.durationMs,
  text: attempt.words ? textOf(attempt.words) : (attemptSentences[attempt.outcome ?? 'under_way'] ?? ''),
})

const attemptSentences: Record<string, string> = {
  sent: 'The platform accepted it.',
  under_way: 'The call is being made.',
  later: 'It will be tried again.',
  refused: 'The platform refused it.',
  in_doubt: 'No answer was had; whether it arrived is being found out.',
  not_there: 'It had not arrived: nothing of it is in the thread.',
  stopped: 'The account cannot send at present.',
}

const surface: Record<string, string> = { public_reply: 'Public reply', private_reply: 'First DM (private reply)', message: 'DM' }

function stepsOfMessage(message: TraceMessage, textOf: TextOf) {
  const name = surface[message.kind] ?? message.kind
  return [
    ...message.attempts.map((one) => {
      const shown = showAttempt(one, textOf)
      return {
        at: shown.at,
        stage: 'attempt',
        text: `${name}, attempt ${shown.number}: ${shown.text}${shown.code ? ` (${shown.code})` : ''}`,
      }
    }),
    // Sent, with a text: how that became known.
    ...(message.finalAt && message.errorWords && !message.errorCode
      ? [{ at: message.finalAt.toISOString(), stage: 'known', text: `${name}: ${textOf(message.errorWords)}` }]
      : []),
    ...(message.finalAt && message.state === 'refused' && !message.attempts.length
      ? [
          {
            at: message.finalAt.toISOString(),
            stage: 'not_sent',
            text: `${name} was not sent: ${textOf(message.errorWords ?? message.errorCode ?? '')}`,
          },
        ]
      : []),
  ]
}
