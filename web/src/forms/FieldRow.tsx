import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { answerKinds } from '../../../server/model/automation.ts'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { Toggle } from '../parts/Toggle.tsx'
import { keyOf, ownKeys, type FormDraft } from './formDraft.ts'

/** Keys whose answers must be what they say. */
const isTyped = (name: string): name is 'email' | 'phone' => name === 'email' || name === 'phone'

type Props = { index: number; isFirst: boolean; isLast: boolean; onMove: (by: -1 | 1) => void; onRemove?: () => void }

/** One question: its label, what is a valid answer, whether it may be left out, and under which name the answer is stored. */
export function FieldRow({ index, isFirst, isLast, onMove, onRemove }: Props) {
  const { t } = useTranslation()
  const { register, watch, setValue, getValues, formState } = useFormContext<FormDraft>()
  const at = `fields.${index}` as const
  const field = watch(at)
  const errors = formState.errors.fields?.[index]
  const others = () =>
    getValues('fields')
      .filter((_, other) => other !== index)
      .map(({ name }) => name)
  return (
    <div className="grid gap-3 rounded-xl border border-line p-3">
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_auto]">
        <TextField
          label={t('forms.label')}
          maxLength={200}
          error={errors?.label?.message}
          {...register(`${at}.label`, {
            validate: (label) => label.trim() !== '' || t('needed'),
            onChange: (change: { target: { value: string } }) =>
              !field.isOwnKey && setValue(`${at}.name`, keyOf(change.target.value, others()), { shouldDirty: true }),
          })}
        />
        <SelectField label={t('forms.type')} className="w-full sm:w-44" {...register(`${at}.type`)}>
          {answerKinds
            .filter((kind) => !isTyped(field.name) || kind === field.name)
            .map((kind) => (
              <option key={kind} value={kind}>
                {t(`forms.kind.${kind}`)}
              </option>
            ))}
        </SelectField>
      </div>
      <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
        <TextField
          label={t(ownKeys.includes(field.name) ? 'forms.ownKey' : 'forms.key')}
          boxClassName="min-w-0 grow basis-44"
          className="font-mono text-sm"
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          error={errors?.name?.message}
          {...register(`${at}.name`, {
            validate: (name) =>
              (/^[a-z][a-z0-9_]{0,39}$/.test(name.trim()) || t('forms.keyWrong')) &&
              (!others().includes(name.trim()) || t('forms.keyTwice')),
            onChange: (change: { target: { value: string } }) => {
              const name = change.target.value.trim()
              setValue(`${at}.isOwnKey`, true)
              if (isTyped(name)) setValue(`${at}.type`, name, { shouldDirty: true })
            },
          })}
        />
        <div className="flex min-h-11 items-center gap-2 text-sm font-semibold">
          <Toggle
            label={t('forms.required', { field: field.label })}
            on={field.required}
            onChange={(required) => setValue(`${at}.required`, required, { shouldDirty: true })}
          />
          <span aria-hidden>{t('forms.requiredShort')}</span>
        </div>
        <div className="ml-auto flex min-h-11 items-center">
          <Button look="quiet" size="icon" disabled={isFirst} aria-label={t('forms.up', { field: field.label })} onClick={() => onMove(-1)}>
            <ArrowUp aria-hidden />
          </Button>
          <Button look="quiet" size="icon" disabled={isLast} aria-label={t('forms.down', { field: field.label })} onClick={() => onMove(1)}>
            <ArrowDown aria-hidden />
          </Button>
          <Button
            look="quiet"
            size="icon"
            disabled={!onRemove}
            aria-label={t('forms.removeField', { field: field.label })}
            onClick={onRemove}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      </div>
    </div>
  )
}
