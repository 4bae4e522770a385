import type { Accounts } from './readingOf.ts'
import type { KnownPerson } from './matchPeople.queries.ts'

/**
 * Whether a person wants no messages on an account where an import would open a thread: they opted out on another account of its channel,
 * or took their consent back, for that channel or in general. A consent that an import brought does not undo that.
 */
export function isRefused({ out, consents }: Pick<KnownPerson, 'out' | 'consents'>, accountId: string, accounts: Accounts): boolean {
  const channel = accounts.get(accountId)
  if (out.some((one) => accounts.get(one) === channel)) return true
  const said = consents
    .filter((one) => one.about === 'messages' && (one.channel === null || one.channel === channel))
    .filter((one) => one.accountId === null || one.accountId === accountId)
    .filter((one) => !one.isGiven || one.source !== 'import')
    .toSorted((a, b) => timeOf(a.at) - timeOf(b.at))
  return said.at(-1)?.isGiven === false
}

/** Without a time it is of now. */
const timeOf = (at: string): number => (at === '' ? Number.MAX_SAFE_INTEGER : new Date(at).getTime())
