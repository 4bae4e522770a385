import { useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { SelectField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'
import { countries } from './countries.ts'
import { useAccountSave } from './useAccountSave.ts'

/** The country of phone numbers that people write to an account without a country code (requirement A8). */
export function CountryForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const { data: me } = useSuspenseQuery(queries.me)
  const places = useMemo(() => countries(i18n.language), [i18n.language])
  const form = useForm({ defaultValues: { country: account.defaultCountry ?? '' } })
  const { register, formState } = form
  const usual = places.find(({ code }) => code === me.workspace.defaultCountry)?.name ?? me.workspace.defaultCountry
  const { submit, trouble } = useAccountSave(form, {
    account,
    changeOf: ({ country }) => ({ defaultCountry: country || null }),
    errorsAt: { defaultCountry: 'country' },
    onDone,
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5 p-4 sm:p-6">
      <p className="text-soft">{t('account.countryText')}</p>
      <SelectField label={t('account.country')} className="w-full" error={formState.errors.country?.message} {...register('country')}>
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
