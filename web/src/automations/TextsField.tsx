import { Plus, X } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { TextArea } from '../parts/Field.tsx'
import type { BuilderForm } from './builderForm.ts'

type Props = {
  name: 'replies' | 'opening' | 'texts' | 'parts.condition.otherwise'
  label: string
  placeholder: string
  atMost?: number
  hint?: string
  rows?: number
}

/** One text in several variations. One is chosen at random; a person gets none twice before all were used. */
export function TextsField({ name, label, placeholder, atMost = 5, hint, rows = 2 }: Props) {
  const { t } = useTranslation()
  const { control, register } = useFormContext<BuilderForm>()
  const { fields, append, remove } = useFieldArray({ control, name })
  return (
    <div role="group" aria-label={label} className="grid gap-2">
      {fields.map((field, index) => (
        <div key={field.id} className="flex items-start gap-1.5">
          <TextArea
            bare
            label={fields.length > 1 ? t('builder.variation', { what: label, number: index + 1 }) : label}
            placeholder={index === 0 ? placeholder : t('builder.another')}
            rows={rows}
            boxClassName="grow"
            className={rows === 1 ? 'min-h-11' : ''}
            {...register(`${name}.${index}.text`)}
          />
          {fields.length > 1 && (
            <Button
              look="quiet"
              size="icon"
              className="mt-1"
              aria-label={t('builder.removeVariation', { number: index + 1 })}
              onClick={() => remove(index)}
            >
              <X aria-hidden />
            </Button>
          )}
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {fields.length < atMost && (
          <Button look="quiet" size="sm" className="-ml-2" onClick={() => append({ text: '' })}>
            <Plus aria-hidden />
            {t('builder.addVariation')}
          </Button>
        )}
        {hint && <p className="text-sm text-soft">{hint}</p>}
      </div>
    </div>
  )
}
