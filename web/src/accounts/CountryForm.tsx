import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { SelectField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { queries } from '../queries.ts'
import { countries } from './countries.ts'

/** The country of phone numbers that people write to an account without a country code (requirement A8). */
export function CountryForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { data: me } = useSuspenseQuery(queries.me)
  const places = useMemo(() => countries(i18n.language), [i18n.language])
  const { register, handleSubmit, formState } = useForm({ defaultValues: { country: account.defaultCountry ?? '' } })
  const [trouble, setTrouble] = useState<unknown>(null)
  const usual = places.find(({ code }) => code === me.workspace.defaultCountry)?.name ?? me.workspace.defaultCountry
  const save = async ({ country }: { country: string }) => {
    setTrouble(null)
    try {
      await api.changeAccount(account.id, { defaultCountry: country || null })
      await client.invalidateQueries({ queryKey: ['accounts'] })
      showNote(t('settings.saved'))
      onDone()
    } catch (caught) {
      setTrouble(caught)
    }
  }
  return (
    <form noValidate onSubmit={(submit) => void handleSubmit(save)(submit)} className="grid gap-5 p-4 sm:p-6">
      <p className="text-soft">{t('account.countryText')}</p>
      <SelectField label={t('account.country')} className="w-full" {...register('country')}>
        <option value="">{t('account.countryUsual', { country: usual })}</option>
        {places.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </SelectField>
      <ProblemNotice problem={trouble} />
      <Button type="submit" look="primary" busy={formState.isSubmitting} className="sm:justify-self-start">
        {t('settings.save')}
      </Button>
    </form>
  )
}
