import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { showNote } from '../parts/notes.tsx'

type Fields = { name: string; timeZone: string; defaultCountry: string }
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

/** All countries that the browser has a name for, each once: former codes (DD) and second ones (UK) stand for another. */
function countries(language: string) {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
  const unwanted = new Set(['EU', 'EZ', 'UN', 'ZZ', 'XA', 'XB', 'QO'])
  const all = letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !unwanted.has(code) && new Intl.Locale(`und-${code}`).region === code)
  return all
    .flatMap((code) => (names.of(code) ? [{ code, name: names.of(code) ?? code }] : []))
    .toSorted((a, b) => a.name.localeCompare(b.name, language))
}

/** The workspace's name, its time zone, and the country of phone numbers without a code. */
export function WorkspaceCard() {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { data: me } = useSuspenseQuery(queries.me)
  const { register, handleSubmit, formState, reset } = useForm<Fields>({ defaultValues: me.workspace })
  // Read while rendering: the form watches only fields that are read.
  const { dirtyFields } = formState
  const places = useMemo(() => countries(i18n.language), [i18n.language])
  const zones = useMemo(
    () => [...new Set(['UTC', me.workspace.timeZone, ...Intl.supportedValuesOf('timeZone')])].toSorted(),
    [me.workspace.timeZone],
  )

  const save = async (fields: Fields) => {
    try {
      // Only changed fields: changes that someone else made meanwhile stay.
      const changed = Object.entries(fields).filter(([name]) => dirtyFields[name as keyof Fields])
      const { name, timeZone, defaultCountry } = await api.changeWorkspace(Object.fromEntries(changed))
      await client.invalidateQueries({ queryKey: ['me'] })
      reset({ name, timeZone, defaultCountry })
      showNote(t('settings.saved'))
    } catch (trouble) {
      showProblem(t, trouble, () => void save(fields))
    }
  }
  return (
    <section aria-labelledby="workspace" className="mt-10">
      <h2 id="workspace" className="mb-4 text-lg font-bold">
        {t('settings.workspace')}
      </h2>
      <form
        noValidate
        onSubmit={(submit) => void handleSubmit(save)(submit)}
        className="grid gap-5 rounded-2xl border border-line bg-card p-5 shadow-card lg:grid-cols-3"
      >
        <TextField label={t('settings.name')} error={formState.errors.name?.message} {...register('name', { required: t('needed') })} />
        <SelectField label={t('settings.timeZone')} className="w-full" {...register('timeZone')}>
          {zones.map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </SelectField>
        <SelectField label={t('settings.country')} hint={t('settings.countryHint')} className="w-full" {...register('defaultCountry')}>
          {places.map((place) => (
            <option key={place.code} value={place.code}>
              {place.name}
            </option>
          ))}
        </SelectField>
        <Button
          type="submit"
          look="primary"
          className="justify-self-start lg:col-span-3"
          disabled={!formState.isDirty}
          busy={formState.isSubmitting}
        >
          {t('settings.save')}
        </Button>
      </form>
    </section>
  )
}
