import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Condition } from '../../../server/contacts/filter/condition.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { ConditionForm } from './ConditionForm.tsx'
import { isEditable } from './conditions.ts'
import { conditionText } from './conditionText.ts'
import { useNames } from './useNames.ts'

/** A filter has room for 20: one is the search, one the chosen account. */
const most = 18

type Props = { conditions: readonly Condition[]; onChange: (conditions: Condition[]) => void }

/** The conditions of a filter, each as a sentence that can be changed or removed, and a button that adds one. */
export function Conditions({ conditions, onChange }: Props) {
  const { t, i18n } = useTranslation()
  const names = useNames()
  const replace = (index: number, ...by: Condition[]) => onChange(conditions.toSpliced(index, 1, ...by))
  return (
    <div role="group" aria-label={t('contacts.filter')} className="col-span-2 flex max-w-full flex-wrap items-center gap-2 sm:basis-full">
      {conditions.map((condition, index) => {
        const sentence = conditionText(t, condition, names, i18n.language)
        return (
          <span
            key={`${index} ${JSON.stringify(condition)}`}
            className="inline-flex max-w-full items-center gap-0.5 rounded-lg bg-tint text-sm font-semibold text-accent-deep"
          >
            {isEditable(condition) ? (
              <ConditionForm condition={condition} onSave={(next) => replace(index, next)}>
                <button type="button" className="min-h-9 min-w-0 truncate rounded-lg pl-3 hover:underline">
                  {sentence}
                </button>
              </ConditionForm>
            ) : (
              <span className="min-h-9 truncate py-2 pl-3">{sentence}</span>
            )}
            <button
              type="button"
              aria-label={t('contacts.removeCondition', { condition: sentence })}
              onClick={() => replace(index)}
              className="grid size-9 shrink-0 place-items-center rounded-lg hover:bg-accent/15"
            >
              <X className="size-3.5" aria-hidden />
            </button>
          </span>
        )
      })}
      {conditions.length < most && (
        <ConditionForm onSave={(added) => onChange([...conditions, added])}>
          <Button size="sm" className="min-h-9">
            <Plus aria-hidden />
            {t('contacts.addCondition')}
          </Button>
        </ConditionForm>
      )}
    </div>
  )
}
