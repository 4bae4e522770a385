import type { InboxAccount } from '../accounts/inboxAccounts.queries.ts'
import { simulatorSigner, vouchesFor } from '../model/signer.ts'
import type { StoredBody } from './bodies.queries.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentence } from './sentences.ts'

/**
 * Why an entry is not valid for this account, or null: it came to the address of another account, or was signed with a secret that
 * is not this account's.
 */
export function whyForeign(body: Pick<StoredBody, 'accountHint' | 'signer'>, account: InboxAccount, namedId: string): Sentence | null {
  if (body.accountHint && body.accountHint !== account.id) return sentence('inbox.foreign_address', { account: namedId })
  if (vouchesFor(body.signer, account)) return null
  return sentence(body.signer === simulatorSigner ? 'inbox.foreign_simulator' : 'inbox.foreign_secret', { account: namedId })
}
