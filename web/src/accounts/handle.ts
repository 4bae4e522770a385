import type { TFunction } from 'i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import en from '../words/en.json'

/** The name of an account: its @name, or the name given when it was connected. */
export const handle = (account: Pick<Account, 'username' | 'name'>) => (account.username ? `@${account.username}` : account.name)

/** Whether nothing can be sent from it until its owner does something. */
export const cannotSend = ({ status }: Pick<Account, 'status'>) => status === 'reconnect_needed' || status === 'paused'

type Known = keyof typeof en.accounts.channel
/** The name of a channel in the reader's language; its id if the catalogue has none. */
export const channelName = (t: TFunction, channel: string): string =>
  channel in en.accounts.channel ? t(`accounts.channel.${channel as Known}`) : channel
