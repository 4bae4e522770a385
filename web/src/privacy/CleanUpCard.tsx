import { useTranslation } from 'react-i18next'
import { TextField } from '../parts/Field.tsx'
import { SaveForm } from '../parts/SaveForm.tsx'
import { Section } from '../parts/Section.tsx'
import { useWorkspaceForm } from '../accounts/useWorkspaceForm.ts'

const mostDays = 3_650

/** After how many days archived leads, finished deliveries and the addresses of visitors are deleted (requirement E7). */
export function CleanUpCard() {
  const { t } = useTranslation()
  const { form, saving } = useWorkspaceForm(
    ({ cleanUpDays, addressDays }) => ({ cleanUpDays: String(cleanUpDays), addressDays: String(addressDays) }),
    ({ cleanUpDays, addressDays }) => ({
      ...(cleanUpDays === undefined ? {} : { cleanUpDays: Number(cleanUpDays) }),
      ...(addressDays === undefined ? {} : { addressDays: Number(addressDays) }),
    }),
  )
  const { errors } = form.formState
  const validate = (days: string) => (/^\d{1,4}$/.test(days.trim()) && Number(days) <= mostDays) || t('cleanUp.between', { most: mostDays })
  return (
    <Section title={t('cleanUp.title')}>
      <SaveForm label={t('settings.save')} {...saving} className="grid gap-5 lg:grid-cols-2">
        <TextField
          label={t('cleanUp.days')}
          hint={t('cleanUp.hint')}
          inputMode="numeric"
          className="max-w-32"
          error={errors.cleanUpDays?.message}
          {...form.register('cleanUpDays', { validate })}
        />
        <TextField
          label={t('cleanUp.addressDays')}
          hint={t('cleanUp.addressHint')}
          inputMode="numeric"
          className="max-w-32"
          error={errors.addressDays?.message}
          {...form.register('addressDays', { validate })}
        />
      </SaveForm>
    </Section>
  )
}
