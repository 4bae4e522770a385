import type { MessageKind, StoppedKinds } from '../model/message.ts'
import type { Sentence, TextOf } from '../model/sentence.ts'
import type { Trx } from '../platform/db.ts'
import { furthestEndMs } from './breakers.ts'
import { findBreakers, type Breaker } from './breakers.queries.ts'
import { findHeldUp } from '../limits/limits.queries.ts'
import { sentence } from './sentences.ts'

/** Why a due message is not sent yet, for people; `until` when it continues automatically, where that is known. */
export type WhyWaiting = { code: string; words: Sentence; until: string | null }

/** The same as the API answers it. */
export const showWhy = ({ code, words, until }: WhyWaiting, textOf: TextOf) => ({ code, text: textOf(words), until })

type Standing = {
  status: string
  statusReason: Sentence | null
  /** Why this kind is stopped. */
  stopped: StoppedKinds[MessageKind] | null
  blockedUntil: Date | null
  breaker: Breaker | null
}

/** The most important reason: the owner has to act, the breaker is open, the platform asked to slow down. Null: none of these. */
export function whyWaiting({ status, statusReason, stopped, blockedUntil, breaker }: Standing, now: Date): WhyWaiting | null {
  if (status === 'reconnect_needed')
    return {
      code: 'reconnect_needed',
      words: statusReason ?? sentence('outbox.reconnect'),
      until: null,
    }
  if (status === 'paused')
    return {
      code: 'account_paused',
      words: statusReason ?? sentence('outbox.account_paused'),
      until: null,
    }
  if (status === 'disconnected') return { code: 'account_disconnected', words: sentence('outbox.account_disconnected'), until: null }
  if (status !== 'active') return { code: 'account_inactive', words: sentence('outbox.account_inactive'), until: null }
  if (stopped)
    return {
      code: 'kind_stopped',
      words: sentence('outbox.kind_stopped', { before: stopped.words }),
      until: null,
    }
  if (breaker) return whyBreakerOpen(breaker, now)
  if (blockedUntil && blockedUntil > now)
    return {
      code: 'rate_limited',
      words: sentence('outbox.rate_limited'),
      until: blockedUntil.toISOString(),
    }
  return null
}

/** The reason while a breaker is open; `until` null when the probe is due. */
export function whyBreakerOpen(breaker: Breaker, now: Date): WhyWaiting {
  const leftMs = breaker.openUntil.getTime() - now.getTime()
  return {
    code: 'circuit_open',
    words: sentence('outbox.circuit_open', { before: breaker.words }),
    until: leftMs > 0 && leftMs <= furthestEndMs ? breaker.openUntil.toISOString() : null,
  }
}

/** A public reply waits until its DM has ended (waitForDm.queries.ts). */
export const waitsForDm: WhyWaiting = {
  code: 'waits_for_dm',
  words: sentence('outbox.waits_for_dm'),
  until: null,
}

/** Why messages of this account wait, by their kind. In: a transaction that sees the account. */
export async function findWhyWaiting(trx: Trx, accountId: string, now: Date): Promise<(kind: MessageKind) => WhyWaiting | null> {
  const [breaker = null] = await findBreakers(trx, accountId)
  const rows = await findHeldUp(trx, accountId)
  return (kind) => {
    const account = rows[0]
    if (!account) return null
    const stopped = account.stoppedKinds[kind] ?? null
    return whyWaiting({ ...account, stopped, breaker, blockedUntil: rows.find((row) => row.kind === kind)?.blockedUntil ?? null }, now)
  }
}
