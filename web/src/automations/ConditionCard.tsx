import { Plus, Split, X } from 'lucide-react'
import { useId } from 'react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { isUnfinished } from '../../../server/engine/checks.ts'
import type { Check } from '../../../server/model/automation.ts'
import { useTagNames } from '../contacts/TagsInput.tsx'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { WordsInput } from '../parts/WordsInput.tsx'
import type { BuilderForm } from './builderForm.ts'
import { oneStep } from './part.ts'
import { SentenceCard } from './SentenceCard.tsx'
import { TextsField } from './TextsField.tsx'
import type { CardProblem } from './unfinished.ts'

const fields = ['email', 'phone', 'name'] as const
const subjects = ['tag', ...fields, 'field', 'window'] as const
const comparisons = ['present', 'absent', 'equals', 'not_equals', 'contains', 'not_contains', 'one_of', 'above', 'below'] as const
const maxChecks = 5

/** One row: what is checked (`field`: the name of a custom field), how it is compared, and with what. */
export type CheckForm = {
  what: (typeof subjects)[number]
  field: string
  is: (typeof comparisons)[number]
  window: 'open' | 'closed'
  text: string
  words: string[]
}
export type ConditionForm = { match: 'all' | 'any'; checks: CheckForm[]; otherwise: { text: string }[] }

const blankCheck: CheckForm = { what: 'tag', field: '', is: 'present', window: 'open', text: '', words: [] }
export const blankCondition: ConditionForm = { match: 'all', checks: [blankCheck], otherwise: [{ text: '' }] }

function checkOf({ what, field, is, window, text, words }: CheckForm): Check {
  if (what === 'window') return { what, is: window }
  if (what === 'tag') return { what, tag: text.trim(), is: is === 'absent' ? 'absent' : 'present' }
  const about = { what: 'field', field: what === 'field' ? field.trim() : what } as const
  if (is === 'present' || is === 'absent') return { ...about, is }
  if (is === 'one_of') return { ...about, is, values: words }
  if (is === 'above' || is === 'below') return { ...about, is, number: text.trim() === '' ? Number.NaN : Number(text) }
  return { ...about, is, value: text.trim() }
}

function rowOf(check: Check): CheckForm | null {
  if (check.what === 'window') return { ...blankCheck, what: 'window', window: check.is }
  if (check.what === 'tag') return { ...blankCheck, is: check.is, text: check.tag }
  if (check.what !== 'field') return null
  const known = fields.find((one) => one === check.field)
  const row: CheckForm = { ...blankCheck, what: known ?? 'field', field: known ? '' : check.field, is: check.is }
  if ('value' in check) return { ...row, text: check.value }
  if (check.is === 'one_of') return { ...row, words: check.values }
  return check.is === 'above' || check.is === 'below' ? { ...row, text: String(check.number) } : row
}

const isMissing = (check: Check): boolean => isUnfinished(check) || ('number' in check && !Number.isFinite(check.number))

/** definitionOf.ts sets `otherwise`, since it has the message. */
export const conditionPart = oneStep('condition', {
  stepOf({ match, checks }, id, purpose) {
    const all = checks.map(checkOf)
    const kept = purpose === 'preview' ? all : all.filter((check) => !isMissing(check))
    return kept.length > 0 ? { id, type: 'condition', match, checks: kept, otherwise: null } : null
  },
  formOf({ match, checks }) {
    const rows = checks.map(rowOf)
    return rows.length > 0 && rows.every((row) => row !== null) ? { match, checks: rows, otherwise: [{ text: '' }] } : null
  },
  missing: ({ checks }, t) => (checks.length === 0 || checks.map(checkOf).some(isMissing) ? t('unfinished.noCheck') : null),
  Card: ConditionCard,
})

/** "but only if": everyone else gets another message, or none. */
function ConditionCard({ problems, onFocus }: { problems: CardProblem[]; onFocus: () => void }) {
  const { t } = useTranslation()
  const { watch, setValue } = useFormContext<BuilderForm>()
  const form = watch('parts.condition')
  return (
    <SentenceCard
      icon={Split}
      words={t('builder.condition')}
      offText={t('builder.conditionOff')}
      on={form !== null}
      onSwitch={(on) => setValue('parts.condition', on ? structuredClone(blankCondition) : null, { shouldDirty: true })}
      problems={problems}
      onFocus={onFocus}
    >
      {form && <Checks form={form} />}
    </SentenceCard>
  )
}

function Checks({ form }: { form: ConditionForm }) {
  const { t } = useTranslation()
  const { control, setValue } = useFormContext<BuilderForm>()
  const { fields: rows, append, remove } = useFieldArray({ control, name: 'parts.condition.checks' as never })
  return (
    <>
      {form.checks.length > 1 && (
        <Choice
          label={t('builder.conditionMatch')}
          value={form.match}
          onChange={(match) => setValue('parts.condition.match', match, { shouldDirty: true })}
          options={(['all', 'any'] as const).map((value) => ({ value, label: t(`builder.conditionMatches.${value}`) }))}
          className="w-full sm:w-auto sm:justify-self-start"
        />
      )}
      {rows.map((row, index) => (
        <div
          key={row.id}
          role="group"
          aria-label={t('builder.check', { number: index + 1 })}
          className="flex items-start gap-1.5 rounded-xl bg-sunk/70 p-3"
        >
          <CheckFields index={index} />
          {rows.length > 1 && (
            <Button
              look="quiet"
              size="icon"
              className="mt-0.5"
              aria-label={t('builder.removeCheck', { number: index + 1 })}
              onClick={() => remove(index)}
            >
              <X aria-hidden />
            </Button>
          )}
        </div>
      ))}
      {rows.length < maxChecks && (
        <Button size="sm" className="justify-self-start" onClick={() => append(blankCheck)}>
          <Plus aria-hidden />
          {t('builder.addCheck')}
        </Button>
      )}
      <p className="-mb-2 text-sm font-semibold" aria-hidden>
        {t('builder.otherwise')}
      </p>
      <TextsField
        name="parts.condition.otherwise"
        label={t('builder.otherwise')}
        placeholder={t('builder.otherwisePlaceholder')}
        hint={t('builder.otherwiseHint')}
      />
    </>
  )
}

function CheckFields({ index }: { index: number }) {
  const { t } = useTranslation()
  const { watch, register, setValue } = useFormContext<BuilderForm>()
  const list = useId()
  const names = useTagNames()
  const place = `parts.condition.checks.${index}` as const
  const check = watch(place)
  if (!check) return null
  const { what, is } = check
  const offered = what === 'tag' ? comparisons.slice(0, 2) : comparisons
  const typed = what === 'tag' || (what !== 'window' && !['present', 'absent', 'one_of'].includes(is))
  const numeric = what !== 'tag' && (is === 'above' || is === 'below')
  return (
    <div className="grid min-w-0 grow gap-2.5 sm:grid-cols-2">
      <SelectField
        bare
        label={t('builder.checkWhat')}
        className="w-full"
        {...register(`${place}.what`, { onChange: () => setValue(`${place}.is`, 'present', { shouldDirty: true }) })}
      >
        {subjects.map((one) => (
          <option key={one} value={one}>
            {t(`builder.checkSubject.${one}`)}
          </option>
        ))}
      </SelectField>
      {what === 'field' && (
        <TextField bare label={t('builder.checkField')} placeholder={t('builder.checkField')} {...register(`${place}.field`)} />
      )}
      {what === 'window' ? (
        <SelectField bare label={t('builder.checkHow')} className="w-full" {...register(`${place}.window`)}>
          {(['open', 'closed'] as const).map((one) => (
            <option key={one} value={one}>
              {t(`builder.checkWindow.${one}`)}
            </option>
          ))}
        </SelectField>
      ) : (
        <SelectField bare label={t('builder.checkHow')} className="w-full" {...register(`${place}.is`)}>
          {offered.map((one) => (
            <option key={one} value={one}>
              {t(what === 'tag' ? `builder.checkTag.${one as 'present' | 'absent'}` : `builder.checkIs.${one}`)}
            </option>
          ))}
        </SelectField>
      )}
      {typed && (
        <TextField
          bare
          label={t(what === 'tag' ? 'builder.checkTagName' : 'builder.checkText')}
          placeholder={t(what === 'tag' ? 'builder.checkTagName' : 'builder.checkText')}
          list={what === 'tag' ? list : undefined}
          inputMode={numeric ? 'decimal' : 'text'}
          boxClassName="sm:col-span-2"
          {...register(`${place}.text`)}
        />
      )}
      {what === 'tag' && (
        <datalist id={list}>
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
      {is === 'one_of' && what !== 'tag' && what !== 'window' && (
        <div className="sm:col-span-2">
          <WordsInput
            bare
            label={t('builder.checkText')}
            words={check.words}
            onChange={(words) => setValue(`${place}.words`, words, { shouldDirty: true })}
            placeholder={t('builder.checkWords')}
            removeLabel={(word) => t('builder.removeWord', { word })}
          />
        </div>
      )}
    </div>
  )
}
