import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DmLog } from '../../../server/dms/dms.schemas.ts'
import { channelName } from '../accounts/handle.ts'
import { DmChip } from '../leads/DmChip.tsx'
import { leadName } from '../leads/leadName.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { CopyLink } from './CopyLink.tsx'
import { RetryDm } from './RetryDm.tsx'

/** One message to a lead: to whom, its state, its text, why it failed or waits, and what can be done. */
export function DmRow({ dm, mayRetry }: { dm: DmLog; mayRetry: boolean }) {
  const { t } = useTranslation()
  const { lead, metadata } = dm
  const who = leadName(lead, t('activity.somebody'))
  const channel = channelName(t, dm.provider)
  const why = dm.status === 'coming_soon' ? t('dms.comingSoon', { channel }) : dm.errorDetails
  return (
    <article aria-label={t('dms.to', { who })} className="grid gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <DmChip status={dm.status} />
          <span className="min-w-0 truncate text-xs text-soft">
            {channel}
            {dm.attempt > 1 && ` · ${t('dms.attempt', { count: dm.attempt })}`}
            {dm.errorCode && <code className="ml-2 font-mono">{dm.errorCode}</code>}
          </span>
          <Ago at={dm.at} justNow={t('justNow')} className="ml-auto shrink-0 text-xs text-soft sm:ml-0" />
        </div>
        <p className="mt-1 flex min-w-0 items-baseline gap-2 text-sm">
          <Link
            to="/leads/$leadId"
            params={{ leadId: dm.leadId }}
            search={{}}
            className="max-w-[45%] shrink-0 truncate rounded font-bold hover:underline"
          >
            {who}
          </Link>
          <span className="min-w-0 truncate">{dm.text}</span>
        </p>
        {why && <p className="mt-0.5 text-sm break-words text-soft">{why}</p>}
      </div>
      <div className="flex flex-wrap items-center gap-2 sm:justify-end">
        {metadata.continueUrl && <CopyLink url={metadata.continueUrl} who={who} />}
        {metadata.deepLink && (
          <Button asChild size="sm">
            <a href={metadata.deepLink} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              {t('dms.openChat', { channel })}
              <span className="sr-only">: {who}</span>
            </a>
          </Button>
        )}
        {mayRetry && dm.canRetry && <RetryDm dm={dm} who={who} />}
      </div>
    </article>
  )
}
