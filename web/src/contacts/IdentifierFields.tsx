import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ContactChange } from '../../../server/contacts/contacts.schemas.ts'
import { channelName, handle } from '../accounts/handle.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'

export type GivenIdentifier = { accountId: string; value: string }
export type NewIdentifiers = NonNullable<ContactChange['identifiers']>

/** By what a person is known on an account: a number where its channel has numbers, else the platform's id of them. */
export function useKindOf(): (accountId: string) => 'phone' | 'scoped' {
  const { accounts } = useAccountChoice()
  const { data } = useQuery(queries.channels)
  return (accountId) => {
    const channel = accounts.find(({ id }) => id === accountId)?.channel
    return data?.data.find(({ name }) => name === channel)?.hasNumbers ? 'phone' : 'scoped'
  }
}

type Props = {
  given: GivenIdentifier
  onChange: (given: GivenIdentifier) => void
  /** The choice that gives none. */
  none?: string
  error?: string | undefined
}

/** An account, and by what the person is known there. */
export function IdentifierFields({ given, onChange, none, error }: Props) {
  const { t } = useTranslation()
  const { accounts } = useAccountChoice()
  const kindOf = useKindOf()
  return (
    <>
      <SelectField
        label={t('contacts.account')}
        className="w-full"
        hint={t('contacts.accountHint')}
        value={given.accountId}
        onChange={(event) => onChange({ ...given, accountId: event.target.value })}
      >
        <option value="">{none ?? t('contacts.choose')}</option>
        {accounts.map((account) => (
          <option key={account.id} value={account.id}>
            {handle(account)} · {channelName(t, account.channel)}
          </option>
        ))}
      </SelectField>
      {given.accountId !== '' && (
        <TextField
          label={t(`contacts.kind.${kindOf(given.accountId)}`)}
          maxLength={200}
          autoComplete="off"
          error={error}
          value={given.value}
          onChange={(event) => onChange({ ...given, value: event.target.value })}
        />
      )}
    </>
  )
}
