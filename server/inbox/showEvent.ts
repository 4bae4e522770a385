import { explainSilence, explainStep } from '../engine/explain.ts'
import { explainAll } from '../engine/explainAll.ts'
import type { Automation } from '../model/automation.ts'
import { sentence as traceSentence } from '../engine/sentences.ts'
import type { DeliveryAttempt, DeliveryRow } from '../endpoints/deliveries.queries.ts'
import { showDelivery, stepsOfDelivery } from '../endpoints/showDelivery.ts'
import { readContent, wordsOf } from '../model/content.ts'
import { showMail, stepsOfMail } from '../mail/showMail.ts'
import type { MailRow } from '../mail/shownMails.queries.ts'
import type { Decision, Silence, SkipReason } from '../model/decision.ts'
import { shownStatus, type MessageKind } from '../model/message.ts'
import { isOccurrence } from '../model/occurrence.ts'
import type { Sentence, TextOf } from '../model/sentence.ts'
import { showWhy, waitsForDm, type WhyWaiting } from '../outbox/whyWaiting.ts'
import { eventAgain } from './eventAgain.ts'
import type { EventRow, TraceMessage } from './events.queries.ts'
import type { EventItem, Trace, TraceMessage as ShownMessage } from './events.schemas.ts'
import { sentence, sentences } from './sentences.ts'

const verbatim = (text: string): Sentence => traceSentence('word.verbatim', { text })

/** The sentence of an outcome; none for one of a newer version. */
function sentenceOf(of: 'outcome' | 'attempt', outcome: string): Sentence | null {
  const key = `${of}.${outcome}`
  return Object.hasOwn(sentences, key) ? sentence(key as `outcome.sent`) : null
}

/** How the event came here: in a webhook, as an occurrence, or by reading it back. */
function howItCame({ kind, bodyId }: EventRow): Sentence {
  if (isOccurrence(kind)) return traceSentence(`occurrence.${kind}`)
  return bodyId === null ? sentence('event.read_back') : sentence('event.received', { batch: bodyId })
}

function wordsOfOutcome(row: EventRow, failed: boolean): string {
  if (failed && row.errorWords) return row.errorWords
  // Automations reply to no lead ad: what became of the lead is the outcome.
  const ofLead = row.kind === 'lead' ? row.decision.trace.findLast(({ stage }) => /^(?:lead_|fetches_lead$)/.test(stage)) : undefined
  if (!failed && ofLead) return explainStep(ofLead)
  if (!failed && row.silence) return explainSilence(row.silence as Silence)
  return sentenceOf('outcome', !failed && row.decided === 'held' ? 'held' : row.outcome) ?? ''
}

/** What a person shared beside text and files. */
function sharedIn({ detail: { more } }: EventRow): Pick<EventItem, 'location' | 'contacts' | 'order'> {
  const names = ['location', 'contacts', 'order'] as const
  return Object.fromEntries(names.flatMap((name) => (more[name] ? [[name, more[name]]] : [])))
}

/** What a notice of the platform about an account means. */
function toldIn({ detail }: EventRow, textOf: TextOf): string | null {
  const words = detail.more['words']
  return typeof words === 'string' ? textOf(words) : null
}

/** Who it came from. The platform names a Page in its own comments by id alone (4.3). */
function senderOf({ senderId, username, name, ...row }: EventRow): EventItem['sender'] {
  const own = row.silence === 'own' && !username && !name
  const known = own ? { username: row.accountUsername, name: row.accountName } : { username, name }
  return { id: senderId, ...(known.username ? { username: known.username } : {}), ...(known.name ? { name: known.name } : {}) }
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
    sender: senderOf(row),
    text: row.text ?? toldIn(row, textOf),
    attachments: attachments.map(({ type, url, fileId }) => ({ type, ...(url ? { url } : {}), ...(fileId ? { fileId } : {}) })),
    externalId: row.externalId,
    mediaId: row.mediaId,
    occurredAt: row.occurredAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    ...(replyTo ? { replyTo } : {}),
    ...(referral ? { referral } : {}),
    ...(row.payload ? { payload: row.payload } : {}),
    ...(row.detail.more['form'] ? { form: row.detail.more['form'] as Record<string, unknown> | string } : {}),
    ...(row.kind === 'status' && typeof row.detail.more['state'] === 'string' ? { status: row.detail.more['state'] } : {}),
    ...(row.kind === 'lead' ? { lead: { id: row.leadId, form: row.formName } } : {}),
    ...sharedIn(row),
    automation: row.automationId
      ? { id: row.automationId, name: row.automationName ?? textOf(sentence('event.automation_deleted')) }
      : null,
    outcome: row.outcome as EventItem['outcome'],
    outcomeReason: failed ? row.errorCode : row.silence,
    outcomeText: textOf(wordsOfOutcome(row, failed)),
  }
}

/** With the attempts of each, and what is sent by the id of the endpoint's event. */
type TracedDeliveries = { rows: DeliveryRow[]; attempts: Map<string, DeliveryAttempt[]>; sent: Map<string, unknown> }

/** The trace of one event: why it did or did not get a reply, from its payload to the platform's response. */
export function showTrace(
  row: EventRow,
  account: { id: string; name: string; username: string | null; externalId: string },
  set: Automation[],
  { messages, mails, deliveries }: { messages: TraceMessage[]; mails: MailRow[]; deliveries: TracedDeliveries },
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
        words: howItCame(row),
      },
      {
        at,
        stage: 'account',
        words: sentence('event.account', { name, set: row.automationSet }),
      },
      ...(row.silence ? [{ at, stage: 'silence', words: explainSilence(row.silence as Silence) }] : []),
      ...row.decision.trace.map((step) => ({ at: step.at ?? at, stage: step.stage, words: explainStep(step) })),
      ...messages.flatMap(stepsOfMessage),
      ...messages.flatMap((message) => stepOfWaiting(message, standing)),
      ...mails.flatMap(stepsOfMail),
      ...deliveries.rows.flatMap(stepsOfDelivery),
    ]).map(({ words, ...step }) => ({ ...step, text: textOf(words) })),
    automations: explained.map((one) => ({
      id: one.automationId,
      name: one.name,
      version: one.version,
      matched: one.matched,
      reason: one.reason,
      text: textOf(one.words),
    })),
    messages: messages.map((one) => showMessage(one, standing, textOf)),
    mails: mails.map((one) => showMail(one, textOf)),
    deliveries: deliveries.rows.map((one) => ({
      ...showDelivery(textOf, deliveries.attempts)(one),
      data: deliveries.sent.get(one.eventId),
    })),
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

type Step = { at: string; stage: string; words: Sentence }

function stepOfWaiting(message: TraceMessage, standing: Standing): Step[] {
  const why = waitingOf(message, standing)
  if (!why) return []
  const waits = { message: surfaceOf(message), why: why.words }
  const words = why.until ? sentence('event.waits_until', { ...waits, time: why.until.slice(11, 19) }) : sentence('event.waits', waits)
  return [{ at: standing.now.toISOString(), stage: 'waiting', words }]
}

/** Stable: steps with the same time stay in the order of their decision. */
const inOrderOfTime = (steps: Step[]): Step[] => steps.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))

type Attempt = TraceMessage['attempts'][number]
const wordsOfAttempt = ({ words, outcome }: Attempt): Sentence => (words || sentenceOf('attempt', outcome ?? 'under_way')) ?? verbatim('')
const codeOfAttempt = ({ platformCode, code }: Attempt) => platformCode ?? code

const showAttempt = (attempt: Attempt, textOf: TextOf) => ({
  number: attempt.number,
  at: new Date(attempt.at).toISOString(),
  outcome: attempt.outcome ?? 'under_way',
  code: codeOfAttempt(attempt),
  httpStatus: attempt.httpStatus,
  durationMs: attempt.durationMs,
  text: textOf(wordsOfAttempt(attempt)),
})

const surfaceOf = ({ kind }: TraceMessage): Sentence => sentence(`surface.${kind}`)

function stepsOfMessage(message: TraceMessage): Step[] {
  const surface = surfaceOf(message)
  const at = message.finalAt?.toISOString()
  return [
    ...message.attempts.map((one) => {
      const attempt = { message: surface, number: one.number, outcome: wordsOfAttempt(one) }
      const code = codeOfAttempt(one)
      const words = code ? sentence('event.attempt_code', { ...attempt, code }) : sentence('event.attempt', attempt)
      return { at: new Date(one.at).toISOString(), stage: 'attempt', words }
    }),
    // Sent, with a text: how that became known.
    ...(at && message.errorWords && !message.errorCode
      ? [{ at, stage: 'known', words: sentence('event.known', { message: surface, why: message.errorWords }) }]
      : []),
    ...(at && message.state === 'refused' && !message.attempts.length
      ? [
          {
            at,
            stage: 'not_sent',
            words: sentence('event.not_sent', { message: surface, why: message.errorWords ?? verbatim(message.errorCode ?? '') }),
          },
        ]
      : []),
  ]
}
