import { useAccountChoice } from '../frame/accountChoice.tsx'

/** The accounts that have templates, and the one whose templates are shown: that of the address, else the one chosen for all pages. */
export function useTemplateAccount(id: string | undefined) {
  const { accounts, chosen } = useAccountChoice()
  const having = accounts.filter((account) => account.hasTemplates)
  const account = having.find((one) => one.id === id) ?? having.find((one) => one.id === chosen?.id) ?? having[0] ?? null
  return { having, account }
}
