import type { Stop } from '../accounts/stopAccounts.queries.ts'
import type { Outcome } from '../model/channel.ts'
import type { MessageKind } from '../model/message.ts'

/**
 * Reduces outcomes to stops of accounts and kinds. In: ends of attempts, in order. Out: at most one stop per account; of several reasons
 * the last.
 */
export function stopsOf(tries: { accountId: string; kind: MessageKind; outcome: Outcome }[], now: Date): Stop[] {
  const stops = new Map<string, Stop>()
  for (const { accountId, kind, outcome } of tries) {
    if (outcome.kind !== 'stopped') continue
    const stop = stops.get(accountId) ?? { id: accountId, status: null, reason: null, kinds: {} }
    if (outcome.reach === 'account') Object.assign(stop, { status: outcome.status, reason: outcome.words })
    else stop.kinds[kind] = { code: outcome.code, words: outcome.words, at: now.toISOString() }
    stops.set(accountId, stop)
  }
  return [...stops.values()]
}
