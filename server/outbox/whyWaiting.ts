import type { MessageKind, StoppedKinds } from '../model/message.ts'
import type { Trx } from '../platform/db.ts'
import { furthestEndMs } from './breakers.ts'
import { findBreakers, type Breaker } from './breakers.queries.ts'
import { findHeldUp } from '../limits/limits.queries.ts'

/** Why what is due is not said yet, in words a person reads; `until` when it goes on by itself, where that is known. */
export type WhyWaiting = { code: string; text: string; until: string | null }

type Standing = {
  status: string
  statusReason: string | null
  /** Why this kind waits until somebody acts. */
  stopped: StoppedKinds[MessageKind] | null
  blockedUntil: Date | null
  breaker: Breaker | null
}

/** Of all reasons the one that has to go first: somebody has to act, the line is broken, the platform asked to slow down. Null: none of these. */
export function whyWaiting({ status, statusReason, stopped, blockedUntil, breaker }: Standing, now: Date): WhyWaiting | null {
  if (status === 'reconnect_needed')
    return {
      code: 'reconnect_needed',
      text: statusReason ?? 'Reconnect the account. Waiting messages are then sent if their time window is still open.',
      until: null,
    }
  if (status === 'paused')
    return {
      code: 'account_paused',
      text: statusReason ?? 'The platform stopped this account. Fix the cause, then switch the account on in Settings.',
      until: null,
    }
  if (status !== 'active') return { code: 'account_inactive', text: 'The account is switched off, so nothing is sent.', until: null }
  if (stopped)
    return {
      code: 'kind_stopped',
      text: `${stopped.words} Messages of this kind wait until you reconnect the account or resume them in Settings.`,
      until: null,
    }
  if (breaker) return openLine(breaker, now)
  if (blockedUntil && blockedUntil > now)
    return {
      code: 'rate_limited',
      text: 'The platform’s rate limit is reached. The message is sent automatically when the limit allows.',
      until: blockedUntil.toISOString(),
    }
  return null
}

/** The words for an open breaker; `until` null when the call that finds out is due. */
export function openLine(breaker: Breaker, now: Date): WhyWaiting {
  const leftMs = breaker.openUntil.getTime() - now.getTime()
  return {
    code: 'circuit_open',
    text: `${breaker.words} Sending is paused for a minute, then one request tests the connection. When it works, the rest follows. No attempts are used up.`,
    until: leftMs > 0 && leftMs <= furthestEndMs ? breaker.openUntil.toISOString() : null,
  }
}

/** A public reply waits until the DM that it announces has ended (waitForDm.queries.ts). */
export const waitsForDm: WhyWaiting = {
  code: 'waits_for_dm',
  text: 'The public reply waits for its DM. It is posted when the DM was sent.',
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
