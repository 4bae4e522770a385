import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Form } from '../../../server/forms/forms.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { CopyField } from '../parts/CopyField.tsx'
import { Field, TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { EditorCard } from './EditorCard.tsx'
import { embedCode, isOfThisMachine, usualColor } from './embedCode.ts'

/** Where the form is: its page, and the line that shows it on another site. */
export function ShareCard({ form }: { form: Form }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [color, setColor] = useState(usualColor)
  const labels = { copyLabel: t('forms.copy'), copiedLabel: t('forms.copied') }
  return (
    <EditorCard title={t('forms.shareTitle')}>
      {!form.isActive && <Notice tone="warn">{t(form.accountRemoved ? 'forms.accountRemoved' : 'forms.offText')}</Notice>}
      {isOfThisMachine(form.url) && <Notice tone="warn">{t('forms.onlyHere')}</Notice>}
      <CopyField label={t('forms.address')} value={form.url} {...labels} />
      <div className="grid gap-4 sm:grid-cols-[1fr_auto]">
        <TextField
          label={t('forms.buttonText')}
          placeholder={t('forms.buttonUsual')}
          maxLength={60}
          value={text}
          onChange={(change) => setText(change.target.value)}
        />
        <Field label={t('forms.buttonColor')}>
          {(ids) => (
            <input
              {...ids}
              type="color"
              className="field h-11 w-24 p-1"
              value={color}
              onChange={(change) => setColor(change.target.value)}
            />
          )}
        </Field>
      </div>
      <CopyField label={t('forms.embed')} hint={t('forms.embedHint')} value={embedCode(form.embed, { text, color })} {...labels} />
      <Button asChild size="sm" className="justify-self-start">
        <a href={form.url} target="_blank" rel="noreferrer">
          <ExternalLink aria-hidden />
          {t('forms.visit')}
        </a>
      </Button>
    </EditorCard>
  )
}
