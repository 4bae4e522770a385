import { Link } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownDelivery } from '../../../server/endpoints/endpoints.schemas.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Attempts } from './Attempts.tsx'
import { DeliveryChip } from './DeliveryChip.tsx'
import { eventWord } from './endpointForm.ts'
import { timeText } from '../parts/shownTime.ts'

/** One delivery with its attempts. In: what sends it again, for who may. */
export function DeliveryRow({ delivery, onReplay }: { delivery: ShownDelivery; onReplay?: () => Promise<void> }) {
  const { t, i18n } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const name = `${t(`endpoints.event.${eventWord(delivery.type)}`)}, ${timeText(delivery.createdAt, i18n.language)}`
  const last = delivery.attempts.at(-1)
  const isThere = delivery.status === 'SUCCESS'
  const ended = delivery.status === 'SUCCESS' || delivery.status === 'FAILED'
  return (
    <article aria-label={name} className="relative rounded-xl border border-line bg-card px-4 py-3 shadow-card">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5">
        <DeliveryChip status={delivery.status} />
        <span className="text-sm font-bold">{t(`endpoints.event.${eventWord(delivery.type)}`)}</span>
        {delivery.isTest && <Chip>{t('endpoints.isTest')}</Chip>}
        <Ago at={delivery.completedAt ?? delivery.createdAt} justNow={t('justNow')} className="text-xs text-soft" />
        <span className="grow" />
        <Button size="sm" look="quiet" aria-expanded={isOpen} disabled={!delivery.attempts.length} onClick={() => setOpen(!isOpen)}>
          {t('endpoints.attempts', { count: delivery.attempts.length })}
        </Button>
        {onReplay && ended && (
          <Button
            size="sm"
            busy={busy}
            onClick={() => {
              setBusy(true)
              void onReplay().finally(() => setBusy(false))
            }}
          >
            <RotateCw aria-hidden />
            {t('endpoints.replay')}
            <span className="sr-only">: {name}</span>
          </Button>
        )}
      </div>
      <p className="mt-1 flex flex-wrap gap-x-3 text-sm text-soft">
        {delivery.reason && (
          <span className="break-words">
            {last?.httpStatus && !isThere ? `${t('trace.http', { status: last.httpStatus })} · ` : ''}
            {delivery.reason.text}
          </span>
        )}
        {delivery.nextRetryAt && !ended && <span>{t('endpoints.nextRetry', { at: timeText(delivery.nextRetryAt, i18n.language) })}</span>}
        {delivery.leadId && (
          <Link
            to="/leads/$leadId"
            params={{ leadId: delivery.leadId }}
            search={{}}
            className="max-w-full truncate text-accent underline-offset-4 hover:underline"
          >
            {delivery.leadName ?? t('endpoints.openLead')}
          </Link>
        )}
      </p>
      {isOpen && (
        <div className="mt-3">
          <Attempts attempts={delivery.attempts} />
        </div>
      )}
    </article>
  )
}
