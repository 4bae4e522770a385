import { Hand } from 'lucide-react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { TextField } from '../parts/Field.tsx'
import type { BuilderForm } from './builderForm.ts'
import type { Part } from './part.ts'
import { SentenceCard } from './SentenceCard.tsx'
import { filled } from './textChecks.ts'
import { TextsField } from './TextsField.tsx'
import type { CardProblem } from './unfinished.ts'

const maxTitle = 20

/** A message whose button leads to the first question, or to the message. */
export const openingPart: Part = {
  stepsOf({ openingOn, opening, openingButton, asks }, idOf, purpose) {
    const texts = filled(opening)
    const title = openingButton.trim()
    if (!openingOn || texts.length === 0 || (!title && purpose !== 'preview')) return []
    const goTo = idOf(asks.some((ask) => ask.question.trim()) ? 'ask_1' : 'message')
    return [{ id: idOf('opening'), type: 'message', texts, buttons: [{ title, goTo }] }]
  },
  read(form, take) {
    const step = take('message', 'opening', ({ buttons }) => buttons?.length === 1 && buttons[0]?.goTo !== undefined)
    const openingButton = step?.buttons?.[0]?.title ?? ''
    if (step) Object.assign(form, { openingOn: true, opening: step.texts.map((text) => ({ text })), openingButton })
    return true
  },
  missing: ({ openingOn, opening, openingButton }, t) =>
    openingOn
      ? [
          ...(filled(opening).length === 0 ? [t('unfinished.noOpening')] : []),
          ...(openingButton.trim() ? [] : [t('unfinished.noOpeningButton')]),
        ]
      : [],
  Card: OpeningCard,
  tab: 'dm',
}

/** "open the DM with": a question with one button; the tap opens the 24-hour window. */
function OpeningCard({ problems, onFocus }: { problems: CardProblem[]; onFocus: () => void }) {
  const { t } = useTranslation()
  const { watch, setValue, register } = useFormContext<BuilderForm>()
  const on = watch('openingOn')
  return (
    <SentenceCard
      icon={Hand}
      words={t('builder.opening')}
      offText={t('builder.openingOff')}
      on={on}
      onSwitch={(next) => setValue('openingOn', next, { shouldDirty: true })}
      problems={problems}
      onFocus={onFocus}
    >
      <TextsField name="opening" label={t('builder.openingText')} placeholder={t('builder.openingPlaceholder')} />
      <TextField label={t('builder.openingButton')} maxLength={maxTitle} boxClassName="max-w-xs" {...register('openingButton')} />
    </SentenceCard>
  )
}
