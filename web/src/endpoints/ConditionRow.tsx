import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { WordsInput } from '../parts/WordsInput.tsx'
import type { SourceRow } from './endpointForm.ts'
import { OriginPicker } from './OriginPicker.tsx'

type Condition = SourceRow['conditions'][number]
const subjects = ['field', 'form', 'campaign'] as const
const tests = ['present', 'absent', 'one_of', 'none_of'] as const

/** One condition of a source, as a sentence of fields. */
export function ConditionRow({
  condition,
  mistake,
  onChange,
  onRemove,
}: {
  condition: Condition
  /** What is missing; null: nothing, or the form was not sent yet. */
  mistake: 'name' | 'values' | null
  onChange: (to: Partial<Condition>) => void
  onRemove: () => void
}) {
  const { t } = useTranslation()
  const valuesError = mistake === 'values' ? t('endpoints.needsValue') : undefined
  const hasValues = condition.is === 'one_of' || condition.is === 'none_of'
  return (
    <div className="grid gap-2 border-t border-line pt-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-sm text-soft">{t('endpoints.onlyIf')}</span>
        <SelectField
          bare
          label={t('endpoints.conditionOn')}
          value={condition.on}
          // The values of another subject are not values of this one.
          onChange={(to) => onChange({ on: to.target.value as Condition['on'], values: [] })}
        >
          {subjects.map((one) => (
            <option key={one} value={one}>
              {t(`endpoints.subject.${one}`)}
            </option>
          ))}
        </SelectField>
        {condition.on === 'field' && (
          <TextField
            bare
            label={t('endpoints.fieldName')}
            autoComplete="off"
            boxClassName="w-32"
            value={condition.name}
            error={mistake === 'name' ? t('needed') : undefined}
            onChange={(to) => onChange({ name: to.target.value })}
          />
        )}
        <SelectField
          bare
          label={t('endpoints.conditionIs')}
          value={condition.is}
          onChange={(to) => onChange({ is: to.target.value as Condition['is'] })}
        >
          {tests.map((one) => (
            <option key={one} value={one}>
              {t(`endpoints.conditionTest.${one}`)}
            </option>
          ))}
        </SelectField>
        <Button look="quiet" size="icon" aria-label={t('endpoints.removeCondition')} onClick={onRemove}>
          <X aria-hidden />
        </Button>
      </div>
      {hasValues && condition.on !== 'field' && (
        <OriginPicker
          of={condition.on}
          label={t(`endpoints.pick.${condition.on}`)}
          error={valuesError}
          ids={condition.values}
          onChange={(values) => onChange({ values })}
        />
      )}
      {hasValues && condition.on === 'field' && (
        <WordsInput
          bare
          label={t('endpoints.values')}
          error={valuesError}
          words={condition.values}
          onChange={(values) => onChange({ values })}
          placeholder={t('endpoints.valuesHint')}
          removeLabel={(word) => t('endpoints.removeValue', { value: word })}
        />
      )}
    </div>
  )
}
