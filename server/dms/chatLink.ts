import type { Deps } from '../deps.ts'

/** What a link to an account's chat needs of the account. */
export type LinkedAccount = { externalId: string | null; username: string | null; phone: string | null; simulated: boolean | null }

/**
 * The link to an account's chat that carries a word. That of a simulated account leads to the simulator, which has the platform's hosts
 * under its own address: on the platform it would open a stranger's chat.
 * Out: null when the channel has no such link, the account no name or number, or the simulator is off.
 */
export function chatLink(
  { channelOf, config }: Pick<Deps, 'channelOf' | 'config'>,
  channel: string,
  account: LinkedAccount,
  word: string,
): string | null {
  const link = channelOf(channel).links?.toAccount(account, word) ?? null
  if (link === null || !account.simulated) return link
  return config.simulatorUrl && link.replace(/^https:\//, config.simulatorUrl)
}
