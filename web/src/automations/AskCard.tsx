import { AtSign, Phone, Plus, Trash2, UserRound } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { CardProblem } from './unfinished.ts'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextArea, TextField } from '../parts/Field.tsx'
import type { BuilderForm } from './builderForm.ts'
import { SentenceCard } from './SentenceCard.tsx'
import { newAsk } from './templates.ts'

const icons = { email: AtSign, phone: Phone, text: UserRound }
const waits = [60, 6 * 60, 12 * 60, 23 * 60, 24 * 60, 3 * 24 * 60]
const maxAsks = 3

/** "ask for email or phone": each question checks its answer, asks again when it is invalid, and stores it as a lead. */
export function AskCard({ problems, onFocus }: { problems: CardProblem[]; onFocus: () => void }) {
  const { t } = useTranslation()
  const { control, watch, setValue, register } = useFormContext<BuilderForm>()
  const { fields, append, remove } = useFieldArray({ control, name: 'asks' })
  const asks = watch('asks')
  const unused = (['email', 'phone', 'text'] as const).filter((answer) => !asks.some((ask) => ask.answer === answer))

  return (
    <SentenceCard
      icon={AtSign}
      words={t('builder.ask')}
      offText={t('builder.askOff')}
      on={fields.length > 0}
      onSwitch={(on) => setValue('asks', on ? [newAsk(t, 'email')] : [], { shouldDirty: true })}
      problems={problems}
      onFocus={onFocus}
    >
      {fields.map((field, index) => {
        const answer = asks[index]?.answer ?? field.answer
        const Icon = icons[answer]
        return (
          <div
            key={field.id}
            role="group"
            aria-label={t(`builder.answer.${answer}`)}
            className="grid gap-3 not-first:border-t not-first:border-line not-first:pt-4"
          >
            <div className="flex items-center gap-2">
              <Icon className="size-4 text-accent" aria-hidden />
              <span className="grow text-sm font-bold">{t(`builder.answer.${answer}`)}</span>
              {fields.length > 1 && (
                <Button
                  look="quiet"
                  size="icon"
                  className="-my-1"
                  aria-label={t('builder.removeQuestion', { number: index + 1 })}
                  onClick={() => remove(index)}
                >
                  <Trash2 aria-hidden />
                </Button>
              )}
            </div>
            <TextArea label={t('builder.question')} className="min-h-11" rows={1} {...register(`asks.${index}.question`)} />
            {answer === 'text' && (
              <TextField
                label={t('builder.field')}
                hint={t('builder.fieldHint')}
                boxClassName="max-w-xs"
                {...register(`asks.${index}.field`)}
              />
            )}
            {answer !== 'text' && (
              <>
                <TextArea label={t('builder.retryText')} className="min-h-11" rows={1} {...register(`asks.${index}.retryText`)} />
                <div className="grid gap-3 sm:grid-cols-2">
                  <SelectField
                    label={t('builder.maxTries')}
                    boxClassName="content-start"
                    className="w-full"
                    {...register(`asks.${index}.maxTries`, { valueAsNumber: true })}
                  >
                    {[...new Set([1, 2, 3, 4, 5, field.maxTries])].map((count) => (
                      <option key={count} value={count}>
                        {t('builder.tries', { count })}
                      </option>
                    ))}
                  </SelectField>
                  <SelectField label={t('builder.gaveUp')} className="w-full" {...register(`asks.${index}.gaveUp`)}>
                    <option value="end">{t('builder.thenEnd')}</option>
                    <option value="message">{t('builder.thenMessage')}</option>
                  </SelectField>
                </div>
              </>
            )}
            <SelectField label={t('builder.waitAnswer')} {...register(`asks.${index}.timeoutMinutes`, { valueAsNumber: true })}>
              {[...new Set([...waits, field.timeoutMinutes])].map((minutes) => (
                <option key={minutes} value={minutes}>
                  {minutes % 60 ? t('builder.minutes', { count: minutes }) : t('builder.hours', { count: minutes / 60 })}
                </option>
              ))}
            </SelectField>
          </div>
        )
      })}
      {fields.length < maxAsks && (
        <div className="flex flex-wrap gap-2">
          {unused.map((answer) => (
            <Button key={answer} size="sm" onClick={() => append(newAsk(t, answer))}>
              <Plus aria-hidden />
              {t(`builder.answer.${answer}`)}
            </Button>
          ))}
        </div>
      )}
    </SentenceCard>
  )
}
