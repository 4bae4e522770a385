import type { InboxAccount } from '../accounts/inboxAccounts.queries.ts'
import { simulatorSigner, vouchesFor } from '../model/signer.ts'
import type { StoredBody } from './bodies.queries.ts'

/**
 * Why an entry is not valid for this account, in words, or null: it came to the address of another account, or was signed with a secret
 * that is not this account's.
 */
export function whyForeign(body: Pick<StoredBody, 'accountHint' | 'signer'>, account: InboxAccount, namedId: string): string | null {
  if (body.accountHint && body.accountHint !== account.id)
    return `An entry of the account ${namedId} came to another account's address: foreign.`
  if (vouchesFor(body.signer, account)) return null
  const whose = body.signer === simulatorSigner ? "the simulator's" : "another account's"
  return `An entry of the account ${namedId} was signed with ${whose} secret: foreign.`
}
