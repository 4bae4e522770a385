import type { JobOutcome } from '../model/job.ts'

const [second, minute, hour] = [1_000, 60_000, 3_600_000]
/** Ten attempts over 75 hours, each pause lengthened by up to a fifth (jobs/settlement.ts). */
export const pausesMs = [5 * second, 5 * minute, 25 * minute, 2.5 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 23 * hour] as const
/** What the endpoint refuses for a reason that passes rarely is attempted this often. */
const refusedAtMost = 3
const retryAfterAtMostMs = 24 * hour
/** What no further attempt changes, as nothing was asked. */
const hopeless = new Set(['email_missing', 'unreadable_settings'])
/** 4xx that pass: time-out, conflict, too early, too many. */
const passing = new Set([408, 409, 425, 429])

/**
 * How a request went: the answer of the endpoint (`isRefused`, `isAccepted`: although its status does not say so), or the code of what kept
 * it from answering.
 */
export type Went =
  | { status: number; retryAfter: string | null; body: string; isRefused?: boolean; isAccepted?: boolean }
  | { error: string }

/** In ms from now; null for what is no such header (seconds, or a date: RFC 9110, 10.2.3). */
function readRetryAfter(text: string | null, now: Date): number | null {
  if (!text) return null
  const ms = /^\d{1,9}$/.test(text.trim()) ? Number(text) * second : Date.parse(text) - now.getTime()
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), retryAfterAtMostMs)
}

/**
 * What becomes of a delivery after an attempt. Pure.
 * In: how the request went, how many attempts failed before, the retries of the endpoint, how long it took, the time by the clock of the
 * machine.
 */
export function outcomeOf(
  went: Went,
  of: { failures: number; retryCount: number; isTest: boolean; durationMs: number; now: Date },
): JobOutcome {
  const { durationMs, now } = of
  const attempts = of.isTest ? 1 : of.retryCount + 1
  if ('error' in went && hopeless.has(went.error)) return { kind: 'failed', code: went.error }
  if ('error' in went) {
    const isRefused = went.error === 'address_refused' || went.error === 'https_needed'
    const detail = { httpStatus: null, durationMs, responseBody: null }
    return {
      kind: 'later',
      code: went.error,
      detail,
      counts: true,
      attemptsAtMost: isRefused ? Math.min(refusedAtMost, attempts) : attempts,
    }
  }
  const { status } = went
  const detail = { httpStatus: status, durationMs, responseBody: went.body }
  if (went.isAccepted || (status >= 200 && status < 300 && !went.isRefused)) return { kind: 'done', detail }
  if (status === 410) return { kind: 'failed', code: 'gone', detail }
  // Nothing changes by itself where an address has moved.
  if (status >= 300 && status < 400) return { kind: 'failed', code: 'redirected', detail }
  const isRefusal = status < 500 && !passing.has(status)
  const wanted = readRetryAfter(went.retryAfter, now)
  const pause = pausesMs[of.failures]
  return {
    kind: 'later',
    code: 'http_status',
    detail,
    counts: true,
    attemptsAtMost: isRefusal ? Math.min(refusedAtMost, attempts) : attempts,
    ...(wanted !== null && pause !== undefined && wanted > pause ? { afterMs: wanted } : {}),
  }
}
