import { isShared } from '../model/isShared.ts'
import type { NewMail } from '../model/mail.ts'
import { partsOf } from '../model/sentence.ts'
import { sentence } from './sentences.ts'
import type { StoppedAccount } from './tokens.queries.ts'

export const link = { path: '/settings', text: sentence('accounts.mail_open') }

/**
 * Makes the mails about accounts that stopped since the last round. Accounts that stopped for one cause, over all workspaces, are listed in
 * one mail to each workspace, which says that the cause is not theirs (requirement H19).
 */
export function stopMails(stopped: StoppedAccount[], now: Date): NewMail[] {
  const at = now.toISOString()
  const byCause = Map.groupBy(
    stopped,
    ({ channel, simulated, reason }) => `${channel}${simulated ? ' simulated' : ''} ${reason ? (partsOf(reason)?.key ?? reason) : ''}`,
  )
  return [...byCause].flatMap(([cause, accounts]) => {
    // How many accounts still work does not matter: a token rarely dies in the same minutes as another.
    if (!isShared({ accounts: accounts.length, active: Infinity })) return accounts.map((account) => aboutOne(account, at))
    return [...Map.groupBy(accounts, ({ workspaceId }) => workspaceId)].map(([workspaceId, own]) =>
      own.length === 1 ? aboutOne(own[0]!, at, true) : aboutSeveral(workspaceId, cause, own, at),
    )
  })
}

const reasonOf = ({ reason }: StoppedAccount) => reason ?? sentence('accounts.reconnect_needed')
const shared = sentence('accounts.mail_shared')

const aboutOne = (account: StoppedAccount, at: string, isOneOfSeveral = false): NewMail => ({
  workspaceId: account.workspaceId,
  accountId: account.id,
  to: null,
  uniqueKey: `account_stopped/${account.id}/${at}`,
  content: {
    subject: sentence('accounts.mail_stopped', { account: account.name }),
    paragraphs: [reasonOf(account), ...(isOneOfSeveral ? [shared] : []), sentence('accounts.mail_waiting')],
    link,
  },
})

const aboutSeveral = (workspaceId: string, cause: string, accounts: StoppedAccount[], at: string): NewMail => ({
  workspaceId,
  to: null,
  uniqueKey: `accounts_stopped/${workspaceId}/${cause}/${at}`,
  content: {
    subject: sentence('accounts.mail_several_stopped', { count: accounts.length }),
    paragraphs: [reasonOf(accounts[0]!), shared, sentence('accounts.mail_several_waiting')],
    facts: [{ name: sentence('accounts.mail_accounts'), value: accounts.map(({ name }) => name).join(', ') }],
    link,
  },
})
