import { useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { SelectField, TextField } from '../parts/Field.tsx'
import { SaveForm } from '../parts/SaveForm.tsx'
import { Section } from '../parts/Section.tsx'
import { queries } from '../queries.ts'
import { countries } from './countries.ts'
import { useWorkspaceForm } from './useWorkspaceForm.ts'

/** The workspace's name, its time zone, and the country of phone numbers without a code. */
export function WorkspaceCard() {
  const { t, i18n } = useTranslation()
  const { form, workspace, saving } = useWorkspaceForm(
    ({ name, timeZone, defaultCountry }) => ({ name, timeZone, defaultCountry }),
    (changed) => changed,
  )
  const { data: me } = useSuspenseQuery(queries.me)
  const mayChange = me.permissions.includes('workspace.write')
  const places = useMemo(() => countries(i18n.language), [i18n.language])
  const zones = useMemo(
    () => [...new Set(['UTC', workspace.timeZone, ...Intl.supportedValuesOf('timeZone')])].toSorted(),
    [workspace.timeZone],
  )
  return (
    <Section title={t('settings.workspace')}>
      {!mayChange && <p className="text-sm text-soft">{t('settings.fixed')}</p>}
      <fieldset disabled={!mayChange} className="min-w-0">
        <SaveForm label={t('settings.save')} {...saving} className="grid gap-5 lg:grid-cols-3">
          <TextField
            label={t('settings.name')}
            error={form.formState.errors.name?.message}
            {...form.register('name', { required: t('needed') })}
          />
          <SelectField label={t('settings.timeZone')} className="w-full" {...form.register('timeZone')}>
            {zones.map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </SelectField>
          <SelectField
            label={t('settings.country')}
            hint={t('settings.countryHint')}
            className="w-full"
            {...form.register('defaultCountry')}
          >
            {places.map((place) => (
              <option key={place.code} value={place.code}>
                {place.name}
              </option>
            ))}
          </SelectField>
        </SaveForm>
      </fieldset>
    </Section>
  )
}
