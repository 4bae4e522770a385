import type { Stop } from '../accounts/stopAccounts.queries.ts'
import type { Outcome } from '../model/channel.ts'
import type { MessageKind } from '../model/message.ts'

type Tried = { accountId: string; kind: MessageKind; outcome: Outcome; tokenMark?: string | undefined }

/**
 * Reduces outcomes to stops of accounts and kinds. In: ends of attempts, in order. Out: at most one stop per account and token; of several
 * reasons the last. A sanction concerns the account, whatever its token.
 */
export function stopsOf(tries: Tried[], now: Date): Stop[] {
  const stops = new Map<string, Stop>()
  for (const { accountId, kind, outcome, tokenMark } of tries) {
    if (outcome.kind !== 'stopped') continue
    const token = outcome.class === 'sanction' ? null : (tokenMark ?? null)
    const key = `${accountId}/${token}`
    const stop = stops.get(key) ?? { id: accountId, status: null, reason: null, kinds: {}, token }
    if (outcome.reach === 'account') Object.assign(stop, { status: outcome.status, reason: outcome.words })
    else stop.kinds[kind] = { code: outcome.code, words: outcome.words, at: now.toISOString() }
    stops.set(key, stop)
  }
  return [...stops.values()]
}
