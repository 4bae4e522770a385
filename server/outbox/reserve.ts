import type { SendRate } from '../model/channel.ts'
import type { Trx } from '../platform/db.ts'
import type { Sentence } from '../model/sentence.ts'
import { startProbes, lockBreakers } from './breakers.queries.ts'
import type { ClaimedMessage } from './claim.queries.ts'
import { freeAtMs, slotsNow, addCalls } from '../limits/slidingWindow.ts'
import { storeWindows, lockLimits, type LimitRow, type NewLimit } from '../limits/limits.queries.ts'
import type { FirstLimit } from './limitFirstMessages.ts'
import { sentence } from './sentences.ts'
import { ownKey } from '../limits/ownLimits.queries.ts'

/** `why`: what is shown of a message that waits longer than others of its kind. */
export type Reserved = {
  may: ClaimedMessage[]
  mustWait: { message: ClaimedMessage; until: Date; why?: { code: string; words: Sentence } }[]
}

/**
 * The limits that a message counts against. The owner's limits are separate from the platform's: two hundred an hour by the owner must not
 * be sent within a second. A person's limit is stored under the conversation, so that it delays no other person.
 */
const limitsOf = (
  message: Pick<ClaimedMessage, 'accountId' | 'workspaceId' | 'conversationId' | 'kind' | 'ownLimits'>,
  rates: SendRate[],
): NewLimit[] => {
  const own = message.ownLimits[message.kind]
  return [...rates, ...(own ? [{ ...own, key: ownKey, per: 'account' as const }] : [])].map((rate) => ({
    account_id: message.accountId,
    workspace_id: message.workspaceId,
    calls: rate.calls,
    per_ms: rate.perMs,
    kind: rate.per === 'person' ? `${message.kind}/person` : message.kind,
    key: rate.per === 'person' ? message.conversationId : rate.key,
  }))
}

const nameOf = (limit: { account_id: string; kind: string; key: string }) => `${limit.account_id}/${limit.kind}/${limit.key}`

/**
 * Takes a slot of every limit that a message counts against, or of none: exact over all workers, since the rows are locked. While an
 * account's breaker is open one message is sent as a probe, and the others wait for its result.
 * In:     the messages about to be sent, in order; the rates of each; the product clock; limits of those that begin a conversation.
 * Out:    those that may be sent now, and until when the others wait.
 */
export async function reserve(
  trx: Trx,
  messages: ClaimedMessage[],
  ratesOf: (message: ClaimedMessage) => SendRate[],
  now: Date,
  firsts: ReadonlyMap<string, FirstLimit> = new Map(),
): Promise<Reserved> {
  const broken = new Set(messages.filter((message) => message.line === 'opened').map((message) => message.accountId))
  const lines = await lockBreakers(trx, [...broken], now)
  const probes = new Set<string>()
  const wanted = new Map<string, NewLimit>()
  const needs = new Map(
    messages.map((message) => {
      const first = firsts.get(message.id)
      return [message, [...limitsOf(message, ratesOf(message)), ...(first && 'limit' in first ? [first.limit] : [])]]
    }),
  )
  for (const limits of needs.values()) for (const limit of limits) wanted.set(nameOf(limit), limit)
  const rows = new Map(
    (await lockLimits(trx, [...wanted.values()], now)).map((row) => [
      nameOf({ account_id: row.accountId, kind: row.kind, key: row.key }),
      row,
    ]),
  )
  const nowMs = now.getTime()
  const changed = new Set<LimitRow>()
  const reserved: Reserved = { may: [], mustWait: [] }
  for (const [message, limits] of needs) {
    const line = lines.get(message.accountId)
    if (line === 'open' || (line && probes.has(message.accountId))) {
      reserved.mustWait.push({ message, until: now })
      continue
    }
    const first = firsts.get(message.id)
    if (first && 'until' in first) {
      reserved.mustWait.push({ message, until: first.until, why: first })
      continue
    }
    const mine = limits.map((limit) => rows.get(nameOf(limit))!)
    const full = mine.filter((row) => slotsNow(row.window, nowMs) < 1)
    if (full.length) {
      // Not postponed by the owner's limit: it is checked at the next claim, with its value then, also after a change.
      const until = full.filter((row) => row.key !== ownKey).map((row) => freeAtMs(row.window, nowMs))
      const isFirst = full.some(({ kind }) => kind.endsWith('/first'))
      const isPair = full.some(({ kind }) => kind.endsWith('/person'))
      const why = isFirst ? first : isPair ? { code: 'person_limit', words: sentence('outbox.person_limit') } : undefined
      reserved.mustWait.push({ message, until: new Date(Math.max(nowMs, ...until)), ...(why && { why }) })
      continue
    }
    for (const row of mine) {
      row.window = addCalls(row.window, nowMs)
      changed.add(row)
    }
    if (line) probes.add(message.accountId)
    reserved.may.push(message)
  }
  await startProbes(trx, [...probes], now)
  await storeWindows(trx, [...changed])
  return reserved
}
