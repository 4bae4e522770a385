import { Plus, Send, X } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import type { BuilderForm } from './builderForm.ts'
import type { Part } from './part.ts'
import { SentenceCard } from './SentenceCard.tsx'
import { filled, isWebAddress } from './textChecks.ts'
import { TextsField } from './TextsField.tsx'
import type { CardProblem } from './unfinished.ts'

const maxButtons = 3
const maxTitle = 20

export const messagePart: Part = {
  stepsOf(form, idOf, purpose) {
    const texts = filled(form.texts)
    if (texts.length === 0) return []
    const buttons = form.buttons
      .map((button) => ({ title: button.title.trim(), url: button.url.trim() }))
      .filter((button) => purpose === 'preview' || (button.title && isWebAddress(button.url)))
    const link = isWebAddress(form.link) ? { link: form.link.trim() } : {}
    return [{ id: idOf('message'), type: 'message', texts, ...(buttons.length > 0 ? { buttons } : {}), ...link }]
  },
  read(form, take) {
    const message = take('message', 'message')
    if (!message) return true
    form.texts = message.texts.map((text) => ({ text }))
    form.buttons = (message.buttons ?? []).map((button) => ({ title: button.title, url: button.url ?? '' }))
    form.link = message.link ?? ''
    return true
  },
  missing: ({ texts, buttons, parts: { media, template } }, t) => [
    ...(filled(texts).length === 0 && !media && !template ? [t('unfinished.noMessage')] : []),
    ...buttons.flatMap(({ title, url }) => {
      if (!title.trim()) return [t('unfinished.noTitle')]
      return isWebAddress(url) ? [] : [t('unfinished.noLink', { title: title.trim() })]
    }),
  ],
  Card: MessageCard,
  tab: 'dm',
}

/** "then they get": the message with its links. */
function MessageCard({ problems, onFocus }: { problems: CardProblem[]; onFocus: () => void }) {
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
