import { ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Form } from '../../../server/forms/forms.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { CopyField } from '../parts/CopyField.tsx'
import { Notice } from '../parts/Notice.tsx'
import { EditorCard } from './EditorCard.tsx'

/** Where the form is: its page, and the line that shows it on another site. */
export function ShareCard({ form }: { form: Form }) {
  const { t } = useTranslation()
  const labels = { copyLabel: t('forms.copy'), copiedLabel: t('forms.copied') }
  return (
    <EditorCard title={t('forms.shareTitle')}>
      {!form.isActive && <Notice tone="warn">{t(form.accountRemoved ? 'forms.accountRemoved' : 'forms.offText')}</Notice>}
      <CopyField label={t('forms.address')} value={form.url} {...labels} />
      <CopyField label={t('forms.embed')} hint={t('forms.embedHint')} value={form.embed} {...labels} />
      <Button asChild size="sm" className="justify-self-start">
        <a href={form.url} target="_blank" rel="noreferrer">
          <ExternalLink aria-hidden />
          {t('forms.visit')}
        </a>
      </Button>
    </EditorCard>
  )
}
