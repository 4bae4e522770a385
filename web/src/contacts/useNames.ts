import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { channelName, handle } from '../accounts/handle.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { queries } from '../queries.ts'
import type { Names } from './conditionText.ts'

/** The names of accounts, channels and fields, for sentences. */
export function useNames(): Names {
  const { t } = useTranslation()
  const { accounts } = useAccountChoice()
  const { data: fields } = useQuery(queries.contactFields)
  return {
    account: (id) => {
      const found = accounts.find((one) => one.id === id)
      return found ? handle(found) : id
    },
    channel: (id) => channelName(t, id),
    field: (key) => fields?.data.find((one) => one.key === key)?.name ?? key,
  }
}
