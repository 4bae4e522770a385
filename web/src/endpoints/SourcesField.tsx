import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useController, useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { linkTypes } from '../../../server/model/endpoint.ts'
import { handle } from '../accounts/handle.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Button } from '../parts/Button.tsx'
import { SelectField } from '../parts/Field.tsx'
import { Toggle } from '../parts/Toggle.tsx'
import { queries } from '../queries.ts'
import { ConditionRow } from './ConditionRow.tsx'
import { isComplete, isNamed, mistakeIn, type EndpointForm, type SourceRow } from './endpointForm.ts'
import { firstMistakeIn } from './firstMistakeIn.ts'
import { OriginPicker } from './OriginPicker.tsx'

/** Which leads an endpoint gets: from anywhere, or from an account, a form or an automation, each with conditions. */
export function SourcesField() {
  const { t } = useTranslation()
  const { control } = useFormContext<EndpointForm>()
  const { field, fieldState, formState } = useController({
    control,
    name: 'sources',
    rules: { validate: (rows) => rows.every(isComplete) || t('endpoints.sourcesWrong') },
  })
  const sources = field.value
  const change = (next: SourceRow[]) => field.onChange(next)
  const showsMistakes = formState.isSubmitted
  const set = (at: number, to: Partial<SourceRow>) => change(sources.map((one, index) => (index === at ? { ...one, ...to } : one)))
  return (
    <fieldset ref={(box) => field.ref(firstMistakeIn(box))} className="grid gap-3">
      <legend className="mb-1.5 text-sm font-semibold">{t('endpoints.sources')}</legend>
      <p className="text-sm text-soft">{t(sources.length ? 'endpoints.sourcesHint' : 'endpoints.noSources')}</p>
      {sources.map((one, index) => (
        <div
          key={index}
          role="group"
          aria-label={t('endpoints.source', { number: index + 1 })}
          className="grid gap-3 rounded-xl border border-line p-3"
        >
          <div className="flex flex-wrap items-center gap-2">
            <SelectField
              bare
              label={t('endpoints.sourceType')}
              value={one.type}
              onChange={(to) => set(index, { type: to.target.value as SourceRow['type'], id: '' })}
            >
              {linkTypes.map((type) => (
                <option key={type} value={type}>
                  {t(`endpoints.sourceOf.${type}`)}
                </option>
              ))}
            </SelectField>
            <SourceId row={one} isWrong={showsMistakes && !isNamed(one)} onChange={(id) => set(index, { id })} />
            <span className="grow" />
            <Toggle label={t('endpoints.sourceOn')} on={one.isActive} onChange={(isActive) => set(index, { isActive })} />
            <Button
              look="quiet"
              size="icon"
              aria-label={t('endpoints.removeSource', { number: index + 1 })}
              onClick={() => change(sources.filter((_, at) => at !== index))}
            >
              <Trash2 aria-hidden />
            </Button>
          </div>
          {one.conditions.map((condition, at) => (
            <ConditionRow
              key={at}
              condition={condition}
              mistake={showsMistakes ? mistakeIn(condition) : null}
              onChange={(to) => set(index, { conditions: one.conditions.map((it, place) => (place === at ? { ...it, ...to } : it)) })}
              onRemove={() => set(index, { conditions: one.conditions.filter((_, place) => place !== at) })}
            />
          ))}
          <Button
            size="sm"
            look="quiet"
            className="justify-self-start"
            onClick={() => set(index, { conditions: [...one.conditions, { on: 'field', name: 'email', is: 'present', values: [] }] })}
          >
            <Plus aria-hidden />
            {t('endpoints.addCondition')}
          </Button>
        </div>
      ))}
      <Button
        size="sm"
        className="justify-self-start"
        onClick={() => change([...sources, { type: sources.length ? 'account' : 'any', id: '', isActive: true, conditions: [] }])}
      >
        <Plus aria-hidden />
        {t('endpoints.addSource')}
      </Button>
      {fieldState.error?.message && (
        <p role="alert" className="text-sm text-bad">
          {fieldState.error.message}
        </p>
      )}
    </fieldset>
  )
}

/** What a source names: an account, an automation or a form. */
function SourceId({ row, isWrong, onChange }: { row: SourceRow; isWrong: boolean; onChange: (id: string) => void }) {
  const { t } = useTranslation()
  const { accounts } = useAccountChoice()
  const { data: automations } = useQuery({ ...queries.everyAutomation, enabled: row.type === 'automation' })
  if (row.type === 'any') return null
  const error = isWrong ? t('needed') : undefined
  if (row.type === 'form')
    return (
      <OriginPicker
        error={error}
        of="form"
        single
        label={t('endpoints.sourceOf.form')}
        ids={row.id ? [row.id] : []}
        onChange={([id = '']) => onChange(id)}
      />
    )
  const options =
    row.type === 'automation'
      ? (automations?.data ?? []).map(({ id, name }) => ({ id, name: name ?? id }))
      : accounts
          .filter(({ channel }) => row.type !== 'page' || channel === 'messenger')
          .map((account) => ({ id: account.id, name: handle(account) }))
  const isUnknown = row.id !== '' && !options.some(({ id }) => id === row.id)
  return (
    <SelectField
      bare
      label={t(`endpoints.sourceOf.${row.type}`)}
      className="min-w-40"
      error={error}
      value={row.id}
      onChange={(to) => onChange(to.target.value)}
    >
      <option value="">{t('endpoints.choose')}</option>
      {isUnknown && <option value={row.id}>{row.id}</option>}
      {options.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  )
}
