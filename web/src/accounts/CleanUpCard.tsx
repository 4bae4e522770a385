import { useTranslation } from 'react-i18next'
import { TextField } from '../parts/Field.tsx'
import { SaveForm } from '../parts/SaveForm.tsx'
import { Section } from '../parts/Section.tsx'
import { useWorkspaceForm } from './useWorkspaceForm.ts'

const mostDays = 3_650

/** After how many days archived leads and finished deliveries are deleted (requirement E7). */
export function CleanUpCard() {
  const { t } = useTranslation()
  const { form, saving } = useWorkspaceForm(
    ({ cleanUpDays }) => ({ days: String(cleanUpDays) }),
    ({ days }) => ({ cleanUpDays: Number(days) }),
  )
  return (
    <Section title={t('cleanUp.title')}>
      <SaveForm label={t('settings.save')} {...saving}>
        <TextField
          label={t('cleanUp.days')}
          hint={t('cleanUp.hint')}
          inputMode="numeric"
          className="max-w-32"
          error={form.formState.errors.days?.message}
          {...form.register('days', {
            validate: (days) => (/^\d{1,4}$/.test(days.trim()) && Number(days) <= mostDays) || t('cleanUp.between', { most: mostDays }),
          })}
        />
      </SaveForm>
    </Section>
  )
}
