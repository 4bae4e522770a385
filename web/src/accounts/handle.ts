import type { TFunction } from 'i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import en from '../words/en.json'

/** How an account is called: its @name, or the name it was connected under. */
export const handle = (account: Pick<Account, 'username' | 'name'>) => (account.username ? `@${account.username}` : account.name)

type Known = keyof typeof en.accounts.channel
/** How a channel is called in the reader's language; one that the catalogue does not have, by its own name. */
export const channelName = (t: TFunction, channel: string): string =>
  channel in en.accounts.channel ? t(`accounts.channel.${channel as Known}`) : channel
