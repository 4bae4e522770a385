import { AtSign, Phone, Plus, Trash2, UserRound } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Step } from '../../../server/model/automation.ts'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextArea, TextField } from '../parts/Field.tsx'
import type { AskForm, BuilderForm } from './builderForm.ts'
import type { Part } from './part.ts'
import { SentenceCard } from './SentenceCard.tsx'
import { newAsk } from './templates.ts'
import type { CardProblem } from './unfinished.ts'

const icons = { email: AtSign, phone: Phone, text: UserRound }
const waits = [60, 6 * 60, 12 * 60, 23 * 60, 24 * 60, 3 * 24 * 60]
const maxAsks = 3

/** Each question, with the step that saves its answer. */
export const askPart: Part = {
  stepsOf: ({ asks }, idOf) => asks.filter((ask) => ask.question.trim()).flatMap((ask, index) => questionSteps(ask, index + 1, idOf)),
  read(form, take, messageId) {
    const way = (target: string | null | undefined) => (target === messageId ? 'message' : 'end')
    for (let number = 1; ; number++) {
      const ask = take('ask', `ask_${number}`)
      if (!ask) return true
      const save = take('save', `save_${number}`)
      if (!save) return false
      form.asks.push({
        answer: ask.answer === 'number' ? 'text' : ask.answer,
        field: save.field,
        question: ask.texts[0] ?? '',
        retryText: ask.retryText ?? '',
        link: ask.link ?? '',
        maxTries: ask.maxTries,
        timeoutMinutes: ask.timeoutMinutes,
        gaveUp: way(ask.gaveUp),
        noAnswer: way(ask.noAnswer),
      })
    }
  },
  missing: ({ asks }, t) => (asks.some((ask) => !ask.question.trim()) ? [t('unfinished.noQuestion')] : []),
  Card: AskCard,
  tab: 'dm',
}

function questionSteps(ask: AskForm, number: number, idOf: (name: string) => string): Step[] {
  const where = (way: 'end' | 'message') => (way === 'message' ? idOf('message') : null)
  const retry = ask.retryText.trim()
  return [
    {
      id: idOf(`ask_${number}`),
      type: 'ask',
      texts: [ask.question.trim()],
      answer: ask.answer,
      ...(retry ? { retryText: retry } : {}),
      maxTries: ask.maxTries,
      timeoutMinutes: ask.timeoutMinutes,
      noAnswer: where(ask.noAnswer),
      gaveUp: where(ask.gaveUp),
      ...(ask.link ? { link: ask.link } : {}),
    },
    { id: idOf(`save_${number}`), type: 'save', field: ask.field.trim() || ask.answer },
  ]
}

/** "ask for email or phone": each question checks its answer, asks again when it is invalid, and stores it as a lead. */
function AskCard({ problems, onFocus }: { problems: CardProblem[]; onFocus: () => void }) {
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
