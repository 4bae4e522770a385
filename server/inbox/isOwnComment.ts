import type { InboundEvent } from '../model/event.ts'

const nameOf = (username: string): string => username.trim().replace(/^@/, '').toLowerCase()

/**
 * Whether a comment is the account's own, which no automation may answer (requirement H5). The platform names the account by several ids
 * (meta-platform.md 2.1), and not all of them can be known; but a user name belongs to one account. So a comment under the account's user
 * name is its own, whatever id comes with it. A channel cannot check this: it does not know the account's user name.
 */
export const isOwnComment = (event: InboundEvent, account: { username: string | null }): boolean =>
  event.isOwn || (event.personIdKind === 'author' && hasOwnName(event, account))

/** Whether an event comes under the account's user name. Of messages only those have one that were read back. */
export const hasOwnName = (event: Pick<InboundEvent, 'username'>, account: { username: string | null }): boolean =>
  !!event.username && !!account.username && nameOf(event.username) === nameOf(account.username)
