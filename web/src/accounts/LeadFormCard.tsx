import { ChevronDown } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeadForm } from '../../../server/leadAds/leadForms.schemas.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { classes } from '../parts/classes.ts'
import { MappingForm } from './MappingForm.tsx'

/** One form: its state, how many of its leads are here, and where its answers go. */
export function LeadFormCard({ accountId, form, mayWrite }: { accountId: string; form: LeadForm; mayWrite: boolean }) {
  const { t, i18n } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const available = Math.max(form.ours, form.leadsCount - form.expiredCount)
  const isWhole = form.coverage >= 1
  // Never 100 % while one is missing.
  const percent = isWhole ? 100 : Math.min(99, Math.floor(form.coverage * 100))
  const share = new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(percent / 100)
  const status = form.status === 'ACTIVE' ? 'active' : form.status === 'ARCHIVED' ? 'archived' : 'other'
  return (
    <article aria-labelledby={`${id}-name`} className="rounded-2xl border border-line bg-card p-4 sm:p-5">
      <div className="flex items-start gap-3">
        <h3 id={`${id}-name`} className="min-w-0 grow font-bold break-words">
          {form.name}
        </h3>
        <Chip tone={status === 'active' ? 'good' : 'plain'}>{status === 'other' ? form.status : t(`leadForms.status.${status}`)}</Chip>
      </div>
      <div className="mt-3 flex items-center gap-3">
        <div
          role="progressbar"
          aria-label={t('leadForms.coverage')}
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          className="h-2 grow overflow-hidden rounded-full bg-sunk"
        >
          <div className={classes('h-full rounded-full', isWhole ? 'bg-good' : 'bg-warn')} style={{ width: `${percent}%` }} />
        </div>
        <span className={classes('text-sm font-semibold tabular-nums', isWhole ? 'text-good' : 'text-warn')}>{share}</span>
      </div>
      <p className="mt-1.5 text-sm">{t('leadForms.counts', { ours: form.ours, count: available })}</p>
      <p className="text-sm text-soft">
        {form.isReading && `${t('leadForms.isReading')} `}
        {form.readBack > 0 && `${t('leadForms.missed', { count: form.readBack })} `}
        {form.lastLeadAt ? (
          <>
            {t('leadForms.last')} <Ago at={form.lastLeadAt} justNow={t('justNow')} />
          </>
        ) : (
          t('leadForms.none')
        )}
      </p>
      {form.questions.length > 0 && (
        <Button
          size="sm"
          look="quiet"
          aria-expanded={isOpen}
          aria-controls={`${id}-mapping`}
          className="mt-3 -ml-2"
          onClick={() => setOpen(!isOpen)}
        >
          <ChevronDown aria-hidden className={classes('transition-transform', isOpen && 'rotate-180')} />
          {t('leadForms.mapping')}
        </Button>
      )}
      <div id={`${id}-mapping`}>{isOpen && <MappingForm accountId={accountId} form={form} mayWrite={mayWrite} />}</div>
    </article>
  )
}
