import { useSuspenseQuery } from '@tanstack/react-query'
import { queries } from '../queries.ts'

/** What the signed-in person may do with accounts: change those they see, and connect more, which nobody may who is limited to some. */
export function useMayConnect(): { mayChange: boolean; mayConnect: boolean } {
  const { data: me } = useSuspenseQuery(queries.me)
  const mayChange = me.permissions.includes('accounts.write')
  return { mayChange, mayConnect: mayChange && me.accountIds === null }
}
