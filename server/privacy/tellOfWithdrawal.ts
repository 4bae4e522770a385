import type { WithdrawnAccount } from '../accounts/withdrawLogins.queries.ts'
import { addMails } from '../mail/addMails.queries.ts'
import type { Sentence } from '../model/sentence.ts'
import type { Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import { sentence } from './sentences.ts'

/** Adds one mail for each workspace whose accounts were stopped. In: the id of what stopped them, and why. */
export async function tellOfWithdrawal(
  trx: Trx,
  deps: { newId: NewId; now: Date },
  { requestId, accounts, reason }: { requestId: string; accounts: WithdrawnAccount[]; reason: Sentence },
): Promise<void> {
  const workspaces = Map.groupBy(accounts, (account) => account.workspaceId)
  await addMails(
    trx,
    deps,
    [...workspaces].map(([workspaceId, stopped]) => ({
      workspaceId,
      accountId: stopped.length === 1 ? stopped[0]!.id : null,
      to: null,
      uniqueKey: `withdrawal/${requestId}`,
      content: {
        subject:
          stopped.length === 1
            ? sentence('privacy.mail_subject', { account: stopped[0]!.name })
            : sentence('privacy.mail_several', { count: stopped.length }),
        paragraphs: [sentence('privacy.mail_accounts', { accounts: stopped.map(({ name }) => name).join(', ') }), reason],
        link: { path: '/settings', text: sentence('privacy.mail_open') },
      },
    })),
  )
}
