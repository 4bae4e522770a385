import { Hand, Reply, Send } from 'lucide-react'
import { Plus, X } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { CardProblem } from './unfinished.ts'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { Toggle } from '../parts/Toggle.tsx'
import type { BuilderForm } from './builderForm.ts'
import { SentenceCard } from './SentenceCard.tsx'
import { TextsField } from './TextsField.tsx'

type Props = { problems: CardProblem[]; onFocus: () => void }
const maxButtons = 3
const maxTitle = 20

/** "reply under the post". */
export function ReplyCard({ problems, onFocus }: Props) {
  const { t } = useTranslation()
  const { watch, setValue } = useFormContext<BuilderForm>()
  const on = watch('replyOn')
  return (
    <SentenceCard
      icon={Reply}
      words={t('builder.reply')}
      offText={t('builder.replyOff')}
      on={on}
      onSwitch={(next) => setValue('replyOn', next, { shouldDirty: true })}
      problems={problems}
      onFocus={onFocus}
    >
      <TextsField
        name="replies"
        label={t('builder.replyText')}
        placeholder={t('builder.replyPlaceholder')}
        rows={1}
        hint={t('builder.replyHint')}
      />
      <div className="flex items-center gap-3">
        <div className="grow">
          <p className="text-sm font-semibold">{t('builder.replyFirst')}</p>
          <p className="text-sm text-soft">{t('builder.replyFirstHint')}</p>
        </div>
        <Toggle
          label={t('builder.replyFirst')}
          on={watch('replyFirst')}
          onChange={(first) => setValue('replyFirst', first, { shouldDirty: true })}
        />
      </div>
    </SentenceCard>
  )
}

/** "open the DM with": a question with one button; the tap opens the 24-hour window. */
export function OpeningCard({ problems, onFocus }: Props) {
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

/** "then they get": the message with its links. */
export function MessageCard({ problems, onFocus }: Props) {
  const { t } = useTranslation()
  const { control, register, watch } = useFormContext<BuilderForm>()
  const { fields, append, remove } = useFieldArray({ control, name: 'buttons' })
  const [texts, buttons] = watch(['texts', 'buttons'])
  const needsLink = texts.some((row) => row.text.includes('[LINK]')) && !buttons.some((button) => button.url)
  return (
    <SentenceCard icon={Send} words={t('builder.message')} problems={problems} onFocus={onFocus}>
      <TextsField
        name="texts"
        label={t('builder.messageText')}
        placeholder={t('builder.messagePlaceholder')}
        hint={t('builder.messageHint', { place: '{{username|there}}' })}
      />
      {fields.map((field, index) => (
        <div
          key={field.id}
          role="group"
          aria-label={t('builder.linkButton', { number: index + 1 })}
          className="flex items-end gap-1.5 rounded-xl bg-sunk/70 p-3"
        >
          <div className="grid grow gap-3 sm:grid-cols-[minmax(8rem,2fr)_3fr]">
            <TextField label={t('builder.buttonTitle')} maxLength={maxTitle} {...register(`buttons.${index}.title`)} />
            <TextField
              label={t('builder.buttonUrl')}
              type="url"
              inputMode="url"
              placeholder="https://"
              {...register(`buttons.${index}.url`)}
            />
          </div>
          <Button
            look="quiet"
            size="icon"
            className="mb-0.5"
            aria-label={t('builder.removeButton', { number: index + 1 })}
            onClick={() => remove(index)}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      {fields.length < maxButtons && (
        <Button size="sm" className="justify-self-start" onClick={() => append({ title: t('template.linkButton'), url: '' })}>
          <Plus aria-hidden />
          {t('builder.addButton')}
        </Button>
      )}
      {needsLink && (
        <TextField
          label={t('builder.link')}
          type="url"
          inputMode="url"
          placeholder="https://"
          hint={t('builder.linkHint')}
          {...register('link')}
        />
      )}
    </SentenceCard>
  )
}
