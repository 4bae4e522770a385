import { useSuspenseQuery } from '@tanstack/react-query'
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { keep, readKept } from '../kept.ts'
import { queries } from '../queries.ts'

type AccountChoice = {
  accounts: Account[]
  /** The account the pages keep to; null: all of them. */
  chosen: Account | null
  choose: (id: string | null) => void
}
const Context = createContext<AccountChoice | null>(null)

/** Which account the pages show, remembered on this device. An account that is gone is not chosen any more. */
export function AccountChoiceProvider({ children }: { children: ReactNode }) {
  const { data } = useSuspenseQuery(queries.accounts)
  const [id, setId] = useState(() => readKept('account'))
  const choice = useMemo<AccountChoice>(
    () => ({
      accounts: data.data,
      chosen: data.data.find((account) => account.id === id) ?? null,
      choose: (next) => {
        keep('account', next)
        setId(next)
      },
    }),
    [data, id],
  )
  return <Context value={choice}>{children}</Context>
}

export function useAccountChoice() {
  const choice = useContext(Context)
  if (!choice) throw new Error('useAccountChoice is for pages inside the frame')
  return choice
}
