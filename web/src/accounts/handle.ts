import type { Account } from '../answers.ts'

/** How an account is called: its @name, or the name it was connected under. */
export const handle = (account: Pick<Account, 'username' | 'name'>) => (account.username ? `@${account.username}` : account.name)
