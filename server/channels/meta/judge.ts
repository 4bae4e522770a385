import { ChannelError, type ErrorClass, type Outcome, type Reach } from '../../model/channel.ts'
import { NetworkError } from '../../model/http.ts'
import type { Sentence } from '../../model/sentence.ts'
import type { GraphAnswer, GraphError } from './graph.ts'
import { sentence } from './sentences.ts'
import { readUsage } from './usage.ts'

/**
 * What an error means. The class is the kind of problem, `reach` how far it extends; together they decide what happens to the message and
 * to those queued behind it, unless `instead` overrides them:
 *   recipient  this message alone: refused, or (throttle) sent later; no other message waits
 *   kind       the account's messages of this kind: throttle → later, no attempt used; permission → they wait until a person acts
 *   account    everything the account sends waits: auth → reconnect, permission and sanction → paused
 *   retry      in doubt: it is ambiguous whether anything was sent (meta-platform.md 8.1)
 * `bySentence`: the code covers many causes, so the platform's sentence decides; an unclear error reaches the recipient alone (8.4).
 * `growth`: `afterMs` becomes so many times as long with each attempt.
 * `quote` adds the platform's own sentence, where ours cannot say what is wrong. `afterMs`: the delay for messages sent later, when the
 * platform's headers give no time.
 */
export type ErrorRow = {
  code: string
  words: Sentence
  bySentence?: true
  quote?: true
  afterMs?: number
  growth?: number
  triesAtMost?: number
} & (
  | { class: 'contact' | 'window' | 'bug' | 'retry'; reach: 'recipient'; instead?: 'sent' | 'later' }
  | { class: 'throttle'; reach: 'recipient' | 'kind' }
  | { class: 'permission'; reach: Reach }
  | { class: 'auth' | 'sanction'; reach: 'account' }
)

export type ErrorTable = {
  /** By `code/subcode` or `code`. */
  rows: Record<string, ErrorRow>
  /** Whole families of codes, both ends included. */
  ranges: { from: number; to: number; row: ErrorRow }[]
  /** The meaning of a sentence, for codes that are decided by it and for unlisted codes; the first match applies. */
  sentences: { holds: RegExp; row: ErrorRow }[]
}

const unknownTransient: ErrorRow = {
  class: 'retry',
  reach: 'recipient',
  code: 'platform_trouble',
  words: sentence('meta.unlisted_trouble'),
}
const unknownError: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'unknown_error',
  words: sentence('meta.unknown_error'),
  quote: true,
}
const notPermitted: ErrorRow = {
  class: 'permission',
  reach: 'recipient',
  code: 'not_permitted',
  words: sentence('meta.not_permitted'),
  quote: true,
}

/**
 * Returns the row for an error: exact pair, code or family of codes (meta-platform.md 8.2). Where the code says little or is unlisted, the
 * sentence decides; then the flag for temporary errors, and, where nothing is known, the HTTP status. An unclear error has the smallest
 * reach.
 */
export function rowOf(table: ErrorTable, error: GraphError, httpStatus: number): ErrorRow {
  const own = (key: string): ErrorRow | undefined => (Object.hasOwn(table.rows, key) ? table.rows[key] : undefined)
  const exact = error.subcode === null ? undefined : own(`${error.code}/${error.subcode}`)
  if (exact) return exact
  const byCode = own(String(error.code)) ?? table.ranges.find((range) => error.code >= range.from && error.code <= range.to)?.row
  if (byCode && !byCode.bySentence) return byCode
  const said = sentenceOf(error)
  const bySentence = table.sentences.find(({ holds }) => holds.test(said))?.row
  if (bySentence) return bySentence
  if (error.transient || (httpStatus >= 500 && byCode?.class !== 'permission')) return unknownTransient
  if (!byCode) return unknownError
  return byCode.reach === 'recipient' || isAboutKind(error, said) ? byCode : notPermitted
}

/** The platform's whole text, without the code in front of its sentence. */
const sentenceOf = ({ message, userMessage }: GraphError): string =>
  `${message.replace(/^\s*\(#-?\d+\)\s*/, '')} ${userMessage ?? ''}`.trim()

/**
 * Whether an error concerns the kind of message. An unlisted subcode may concern a single person, so it does not. A bare code means what
 * its list says; a sentence must mention a permission, and no person or comment.
 */
function isAboutKind(error: GraphError, said: string): boolean {
  if (error.subcode !== null) return false
  return said === '' || (permission.test(said) && !somebody.test(said))
}
const permission =
  /\bpermissions?\b|\bcapabilit|\badvanced access\b|\bstandard access\b|\bapp review\b|\b(approved|reviewed)\b|\btasks?\b|\bimpersonate|\badministrat|\bfeature\b|\bscopes?\b|\bauthori[sz]/i
const somebody = /\brecipient|\b(this|the) (person|comment|comments|conversation|thread|post|media)\b|\bthis user\b/i

export const nameOf = (error: GraphError): string => (error.subcode === null ? String(error.code) : `${error.code}/${error.subcode}`)

/** Some sentences contain the token of the request; it must not reach a row or a log. */
const token = /\b(EAA|IGA?A?|IGQ)[\w|-]{12,}/g
const maxQuoteChars = 300

function wordsOf(row: Pick<ErrorRow, 'words' | 'quote'>, error: GraphError): Sentence {
  const quote = quoteOf(error)
  return row.quote && quote ? sentence('meta.quote', { before: row.words, quote }) : row.words
}

const quoteOf = (error: GraphError): string =>
  (error.userMessage ?? error.message).replace(token, '…').slice(0, maxQuoteChars).toWellFormed()

/** The outcome of a send with an error envelope. The code decides, not the HTTP status (meta-platform.md 8.1). */
export function outcomeOfError(table: ErrorTable, answer: GraphAnswer, error: GraphError): Outcome {
  const row = rowOf(table, error, answer.status)
  const said = { code: row.code, words: wordsOf(row, error), platform: nameOf(error), httpStatus: answer.status }
  const refused: Outcome = { kind: 'refused', class: row.class, ...said }
  const later = (usesAttempt: boolean): Outcome => {
    const { regainMs } = readUsage(answer.headers)
    return {
      kind: 'later',
      class: row.class,
      ...said,
      afterMs: regainMs ?? row.afterMs ?? null,
      usesAttempt,
      ...(row.triesAtMost !== undefined && { triesAtMost: row.triesAtMost }),
      ...(row.growth !== undefined && regainMs === null && { growth: row.growth }),
      ...(row.reach === 'recipient' && !usesAttempt && { per: 'person' }),
    }
  }
  switch (row.class) {
    case 'throttle':
      return later(false)
    case 'auth':
      return { kind: 'stopped', class: row.class, ...said, reach: 'account', status: 'reconnect_needed' }
    case 'permission':
    case 'sanction':
      if (row.reach === 'recipient') return refused
      return row.reach === 'kind'
        ? { kind: 'stopped', class: row.class, ...said, reach: 'kind' }
        : { kind: 'stopped', class: row.class, ...said, reach: 'account', status: 'paused' }
    default:
      if (row.instead === 'sent') return { kind: 'sent', channelMessageId: null, recipientId: null, httpStatus: answer.status }
      if (row.instead === 'later') return later(true)
      return row.class === 'retry' ? { kind: 'in_doubt', ...said, line: 'shaky' } : refused
  }
}

/** The outcome of a send whose response has no envelope: from a proxy, or from a platform with a problem. */
export function outcomeWithoutEnvelope(answer: GraphAnswer): Outcome {
  const { status } = answer
  const said = { platform: null, httpStatus: status }
  if (status === 429) {
    return {
      kind: 'later',
      code: 'rate_limited',
      words: sentence('meta.too_many_calls'),
      class: 'throttle',
      ...said,
      afterMs: readUsage(answer.headers).regainMs,
      usesAttempt: false,
    }
  }
  if (status >= 300 && status < 500) {
    const words = sentence('meta.not_the_platform', { status })
    return { kind: 'later', code: 'not_the_platform', words, class: 'retry', ...said, afterMs: null, usesAttempt: true, line: 'shaky' }
  }
  const words = status >= 500 ? sentence('meta.trouble_with_status', { status }) : sentence('meta.unreadable_answer')
  return { kind: 'in_doubt', code: status >= 500 ? 'platform_trouble' : 'unreadable_answer', words, ...said, line: 'shaky' }
}

/** The outcome of a send without a response. */
export function outcomeOfNetwork(error: unknown): Outcome {
  if (error instanceof NetworkError && error.effect === 'none') {
    const said = { code: 'unreachable', words: sentence('meta.unreachable'), class: 'retry', platform: null, httpStatus: null } as const
    // The message is not at fault, so no attempt is used up: the account's breaker sets the pace (requirement C6).
    return { kind: 'later', ...said, afterMs: null, usesAttempt: false, line: 'down' }
  }
  return { kind: 'in_doubt', code: 'no_answer', words: sentence('meta.no_answer'), platform: null, httpStatus: null, line: 'shaky' }
}

/** The words for a failed read; the row's own words are about a message that waits to be sent. */
const readWords: Partial<Record<ErrorClass, Sentence>> = {
  throttle: sentence('meta.read.rate_limited'),
  retry: sentence('meta.read.trouble'),
  permission: sentence('meta.read.permission_missing'),
}

/** The error of a read: null for a success, which is a JSON object without an error envelope and with a success status. */
export function readErrorOf(table: ErrorTable, answer: GraphAnswer): ChannelError | null {
  if (answer.error) {
    const row = rowOf(table, answer.error, answer.status)
    const general = row.class !== 'permission' || row.code === 'permission_missing' ? readWords[row.class] : undefined
    const words = wordsOf(general ? { ...row, words: general, ...(row.class === 'permission' && { quote: true }) } : row, answer.error)
    const failed = new ChannelError(row.code, words, row.class, nameOf(answer.error), row.class === 'retry' ? 'shaky' : null)
    return Object.assign(failed, { quote: quoteOf(answer.error) || null })
  }
  if (answer.json && answer.status < 300) return null
  if (answer.status === 429) return new ChannelError('rate_limited', readWords.throttle!, 'throttle', null)
  const words = sentence('meta.read.unreadable_answer', { status: answer.status })
  return new ChannelError('unreadable_answer', words, 'retry', null, 'shaky')
}
