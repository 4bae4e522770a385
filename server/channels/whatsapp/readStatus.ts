import type { InboundEvent, Price, StatusReport } from '../../model/event.ts'
import type { Consent } from '../../model/consent.ts'
import { idOf, type JsonObject, listOf, objectOf, present, shortTextOf, textOf, timeOf } from '../meta/fields.ts'
import type { GraphError } from '../meta/graph.ts'
import { outcomeOfError } from '../meta/judge.ts'
import { keyOf } from '../meta/newEvent.ts'
import { errors } from './errors.ts'
import { newEvent } from './newEvent.ts'
import { phoneOf, userIdOf, whoIs } from './person.ts'
import type { Frame } from './read.ts'
import { sentence } from './sentences.ts'

/** `played` is reported for a voice message that was listened to. */
const states: Record<string, StatusReport['state']> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
}

/** Old ones that change nothing of the message (5.5). */
const others = new Set(['deleted', 'warning'])

/**
 * Reads the status of a message of ours (meta-platform.md 5.5); each status of each message is one event (1.5, "dedup keys").
 * Out: null when it names no message or no known status.
 */
export function readStatus(item: unknown, frame: Frame): InboundEvent | null {
  const given = objectOf(item)
  const id = idOf(given?.id)
  const word = textOf(given?.status) ?? ''
  const state = Object.hasOwn(states, word) ? states[word] : undefined
  if (!given || !id || !(state || others.has(word))) return null
  const reference = idOf(given.biz_opaque_callback_data)
  const error = errorIn(given)
  const price = priceOf(given.pricing)
  const told = { reference, ...present({ price, freeUntil: freeUntilOf(given.conversation, frame.receivedAt) }) }
  const status: StatusReport | null = !state
    ? null
    : state === 'failed'
      ? { ...told, state, failure: failureOf(error) }
      : { ...told, state }
  return newEvent({
    key: keyOf('status', id, word),
    kind: 'status',
    accountExternalId: frame.accountExternalId,
    occurredAt: timeOf(frame.receivedAt, given.timestamp),
    ...whoIs(phoneOf(given.recipient_id), userIdOf(given.recipient_user_id)),
    externalId: id,
    ...(status && { status }),
    // 5.9, 13.2 row 2.17: the person stopped marketing, and the platform told it of this message alone.
    ...(status?.state === 'failed' &&
      'code' in status.failure &&
      status.failure.code === 'marketing_stopped' && { consent: marketingRefused }),
    detail: present({
      state: word,
      error: state === 'failed' ? error.code : null,
      title: state === 'failed' ? shortTextOf(error.message) : null,
      details: state === 'failed' ? shortTextOf(error.userMessage) : null,
      category: price?.category ?? null,
    }),
  })
}

/** 5.5, 13.1 rows 1.20 and 1.21: what is billable follows from type and category; the flag for it is announced to go. */
function priceOf(value: unknown): Price | null {
  const given = objectOf(value)
  const category = shortTextOf(given?.category, 60)?.toLowerCase().replaceAll('-', '_')
  if (!given || !category) return null
  const type = shortTextOf(given.type, 60)?.toLowerCase() ?? null
  const isBillable = type === null ? (typeof given.billable === 'boolean' ? given.billable : null) : type === 'regular'
  return { category, type, model: shortTextOf(given.pricing_model, 20), isBillable }
}

/** The end of a free entry point, told with `sent` (5.5, 5.9). Other conversations say nothing of use, and are left out since v24.0. */
function freeUntilOf(value: unknown, receivedAt: Date): string | null {
  const given = objectOf(value)
  if (textOf(objectOf(given?.origin)?.type) !== 'referral_conversion') return null
  const seconds = Number(textOf(given?.expiration_timestamp) ?? Number.NaN)
  const until = new Date(seconds * 1000)
  // 72 hours, and a clock may be wrong; a time far away is none.
  return Math.abs(until.getTime() - receivedAt.getTime()) < longestFreeMs ? until.toISOString() : null
}
const longestFreeMs = 400 * 24 * 60 * 60_000

const marketingRefused: Consent = { about: 'marketing', isGiven: false, source: 'refused', words: null, sourceId: null }

/** A failure without a readable error is still a failure. */
function errorIn(status: JsonObject): GraphError {
  const given = objectOf(listOf(status.errors)[0])
  const details = textOf(objectOf(given?.error_data)?.details)
  return {
    code: Number(idOf(given?.code) ?? 131000),
    subcode: null,
    message: textOf(given?.title) ?? textOf(given?.message) ?? '',
    userMessage: details,
    transient: false,
  }
}

/**
 * The consequence of a failure that was reported after the send. Unlike the same code as a response to a send, it leaves no doubt: nothing
 * arrived. So temporary errors are retried, and attempts are counted; otherwise a throttle that is only ever reported late would be retried
 * forever.
 */
function failureOf(error: GraphError): Extract<StatusReport, { state: 'failed' }>['failure'] {
  const outcome = outcomeOfError(errors, { status: 200, headers: {}, json: null, error }, error)
  if (outcome.kind === 'later') return { ...outcome, httpStatus: null, usesAttempt: true }
  if (outcome.kind === 'refused' || outcome.kind === 'stopped') return { ...outcome, httpStatus: null }
  const platform = String(error.code)
  const words = sentence('whatsapp.not_delivered')
  return { kind: 'later', class: 'retry', code: 'not_delivered', words, platform, httpStatus: null, afterMs: null, usesAttempt: true }
}
