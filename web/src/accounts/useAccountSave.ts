import { useQueryClient } from '@tanstack/react-query'
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account, AccountChange } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { showNote } from '../parts/notes.tsx'
import { useSave } from '../useSave.ts'

type Options<Fields extends FieldValues> = {
  account: Account
  /** What is sent of what was filled in. */
  changeOf: (fields: Fields) => AccountChange
  /** The field where an error of each setting is shown. */
  errorsAt: Partial<Record<keyof AccountChange, Path<Fields>>>
  onDone: () => void
}

/** Saves settings of an account that a form holds, says so, and is done. */
export function useAccountSave<Fields extends FieldValues>(
  form: UseFormReturn<Fields>,
  { account, changeOf, errorsAt, onDone }: Options<Fields>,
) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useSave(form, {
    save: async (fields) => {
      await api.changeAccount(account.id, changeOf(fields))
      await client.invalidateQueries({ queryKey: ['accounts'] })
      showNote(t('settings.saved'))
      onDone()
    },
    errorsAt: () => errorsAt,
  })
}
