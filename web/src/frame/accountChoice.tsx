import { useSuspenseQuery } from '@tanstack/react-query'
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { store, readStored } from '../browserStorage.ts'
import { queries } from '../queries.ts'

type AccountChoice = {
  accounts: Account[]
  /** The account that the pages are limited to; null: all. */
  chosen: Account | null
  choose: (id: string | null) => void
}
const Context = createContext<AccountChoice | null>(null)

/** The account that the pages show, stored on this device. A deleted account is no longer chosen. */
export function AccountChoiceProvider({ children }: { children: ReactNode }) {
  const { data } = useSuspenseQuery(queries.accounts)
  const [id, setId] = useState(() => readStored('account'))
  const choice = useMemo<AccountChoice>(
    () => ({
      accounts: data.data,
      chosen: data.data.find((account) => account.id === id) ?? null,
      choose: (next) => {
        store('account', next)
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
