import { ChannelError, type ErrorClass, NetworkError, type Outcome } from '../../model/channel.ts'
import type { GraphAnswer, GraphError } from './graph.ts'
import { readUsage } from './usage.ts'

/**
 * What an error means. The class decides what happens to the message, unless `instead` says otherwise:
 *   throttle → later, no attempt used     auth → stopped, reconnect     permission, sanction → stopped, paused
 *   contact, window, bug → refused        retry → in doubt: it is ambiguous whether anything was said (meta-platform.md 8.1)
 * `quote` adds the platform's own sentence, where ours cannot say what is wrong. For what comes later: `afterMs` when the platform's headers
 * name no time, `per: 'person'` when only this thread is throttled.
 */
export type ErrorRow = {
  class: ErrorClass
  code: string
  words: string
  instead?: 'sent' | 'refused' | 'later'
  quote?: true
  afterMs?: number
  per?: 'person'
}

export type ErrorTable = {
  /** By `code/subcode` or `code`. */
  rows: Record<string, ErrorRow>
  /** Whole families of codes, both ends included. */
  ranges: { from: number; to: number; row: ErrorRow }[]
  /** Conditions that have a sentence but no code of their own. */
  sentences: { holds: string; row: ErrorRow }[]
}

const unknownTransient: ErrorRow = {
  class: 'retry',
  code: 'platform_trouble',
  words: 'The platform reported a passing trouble that is not in its lists. We look whether it arrived before anything is repeated.',
}
const unknownError: ErrorRow = {
  class: 'bug',
  code: 'unknown_error',
  words: 'The platform refused this with an error that is not in its lists. Read its sentence, mend the cause and send again.',
  quote: true,
}

/**
 * The row for an error: exact pair, telling sentence, code, family of codes (meta-platform.md 8.2).
 * A code that is in no list tells nothing about the effect; only then do the flag and the HTTP status count.
 */
export function rowOf(table: ErrorTable, error: GraphError, httpStatus: number): ErrorRow {
  const own = (key: string): ErrorRow | undefined => (Object.hasOwn(table.rows, key) ? table.rows[key] : undefined)
  return (
    own(`${error.code}/${error.subcode}`) ??
    table.sentences.find((sentence) => error.message.includes(sentence.holds))?.row ??
    own(String(error.code)) ??
    table.ranges.find((range) => error.code >= range.from && error.code <= range.to)?.row ??
    (error.transient || httpStatus >= 500 ? unknownTransient : unknownError)
  )
}

export const nameOf = (error: GraphError): string => (error.subcode === null ? String(error.code) : `${error.code}/${error.subcode}`)

/** Some sentences repeat the token they were called with; none of it may reach a row or a log. */
const token = /\b(EAA|IGA?A?|IGQ)[\w|-]{12,}/g
const maxQuoteChars = 300

function wordsOf(row: ErrorRow, error: GraphError): string {
  const sentence = (error.userMessage ?? error.message).replace(token, '…').slice(0, maxQuoteChars).toWellFormed()
  return row.quote && sentence ? `${row.words} The platform says: “${sentence}”` : row.words
}

/** How a send went that the platform answered with an error envelope. The code decides, not the HTTP status (meta-platform.md 8.1). */
export function outcomeOfError(table: ErrorTable, answer: GraphAnswer, error: GraphError): Outcome {
  const row = rowOf(table, error, answer.status)
  const said = { code: row.code, words: wordsOf(row, error), platform: nameOf(error), httpStatus: answer.status }
  if (row.instead === 'sent') return { kind: 'sent', channelMessageId: null, recipientId: null, httpStatus: answer.status }
  if (row.instead === 'refused') return { kind: 'refused', class: row.class, ...said }
  const later = (usesAttempt: boolean): Outcome => {
    const afterMs = readUsage(answer.headers).regainMs ?? row.afterMs ?? null
    return { kind: 'later', class: row.class, ...said, afterMs, usesAttempt, ...(row.per ? { per: row.per } : {}) }
  }
  if (row.instead === 'later') return later(true)
  switch (row.class) {
    case 'retry':
      return { kind: 'in_doubt', ...said, line: 'shaky' }
    case 'throttle':
      return later(false)
    case 'auth':
      return { kind: 'stopped', class: row.class, ...said, status: 'reconnect_needed' }
    case 'permission':
    case 'sanction':
      return { kind: 'stopped', class: row.class, ...said, status: 'paused' }
    case 'contact':
    case 'window':
    case 'bug':
      return { kind: 'refused', class: row.class, ...said }
  }
}

/** How a send went that was answered without any envelope, so by something in between or by a platform in trouble. */
export function outcomeWithoutEnvelope(answer: GraphAnswer): Outcome {
  const { status } = answer
  const said = { platform: null, httpStatus: status }
  if (status === 429) {
    const words = 'Too many calls at once. It is sent again when the limit allows it.'
    return {
      kind: 'later',
      code: 'rate_limited',
      words,
      class: 'throttle',
      ...said,
      afterMs: readUsage(answer.headers).regainMs,
      usesAttempt: false,
    }
  }
  if (status >= 300 && status < 500) {
    const words = `Something between us and the platform answered (HTTP ${status}); nothing was sent. It is tried again; if it stays, look at proxy and addresses.`
    return { kind: 'later', code: 'not_the_platform', words, class: 'retry', ...said, afterMs: null, usesAttempt: true, line: 'shaky' }
  }
  const words =
    status >= 500
      ? `The platform was in trouble (HTTP ${status}) and did not say whether it arrived. We look before anything is repeated.`
      : 'The platform answered something unreadable. We look whether it arrived before anything is repeated.'
  return { kind: 'in_doubt', code: status >= 500 ? 'platform_trouble' : 'unreadable_answer', words, ...said, line: 'shaky' }
}

/** How a send went that had no answer at all. */
export function outcomeOfNetwork(error: unknown): Outcome {
  if (error instanceof NetworkError && error.effect === 'none') {
    const words = 'The platform could not be reached; nothing was sent. It is tried again by itself.'
    const said = { code: 'unreachable', words, class: 'retry', platform: null, httpStatus: null } as const
    // Nothing is wrong with the message, so no try of it is used up: the account's breaker sets the pace (requirement C6).
    return { kind: 'later', ...said, afterMs: null, usesAttempt: false, line: 'down' }
  }
  const words = 'The call got no answer, so nobody knows whether it arrived. We look before anything is repeated.'
  return { kind: 'in_doubt', code: 'no_answer', words, platform: null, httpStatus: null, line: 'shaky' }
}

/** What is told of a read instead of a row’s own words, which speak of a message that waits to be sent. */
const readWords: Partial<Record<ErrorClass, string>> = {
  throttle: 'The platform’s rate limit is reached. Try again in a few minutes.',
  retry: 'The platform had a problem. Try again.',
  permission: 'The access token or the app lacks a permission for this. Grant it, then create a new token.',
}

/** The error of a read: null when the answer is good, that is a JSON object without an envelope and with a status of success. */
export function readErrorOf(table: ErrorTable, answer: GraphAnswer): ChannelError | null {
  if (answer.error) {
    const row = rowOf(table, answer.error, answer.status)
    const general = row.class !== 'permission' || row.code === 'permission_missing' ? readWords[row.class] : undefined
    const words = wordsOf(general ? { ...row, words: general, ...(row.class === 'permission' && { quote: true }) } : row, answer.error)
    return new ChannelError(row.code, words, row.class, nameOf(answer.error), row.class === 'retry' ? 'shaky' : null)
  }
  if (answer.json && answer.status < 300) return null
  if (answer.status === 429) return new ChannelError('rate_limited', readWords.throttle!, 'throttle', null)
  const words = `The platform's answer could not be read (HTTP ${answer.status}). Try again later.`
  return new ChannelError('unreadable_answer', words, 'retry', null, 'shaky')
}
