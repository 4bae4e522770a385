import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ShownEndpoint } from '../../../server/endpoints/endpoints.schemas.ts'
import { Ago } from '../parts/Ago.tsx'
import { StateChip } from './StateChip.tsx'

/** One endpoint of the list: where it sends, how it is, and how it went in the last day. */
export function EndpointRow({ endpoint }: { endpoint: ShownEndpoint }) {
  const { t } = useTranslation()
  return (
    <article aria-label={endpoint.name} className="relative grid gap-1.5 px-4 py-3.5 hover:bg-sunk/40">
      <div className="flex items-center gap-2.5">
        <Link
          to="/settings/endpoints/$endpointId"
          params={{ endpointId: endpoint.id }}
          search={{}}
          className="min-w-0 truncate font-bold after:absolute after:inset-0"
        >
          {endpoint.name}
        </Link>
        <StateChip endpoint={endpoint} />
        <span className="ml-auto shrink-0 text-sm text-soft">
          <DayFigure endpoint={endpoint} />
        </span>
      </div>
      <p className="truncate text-sm text-soft">
        {endpoint.kind === 'webhook' ? endpoint.method : t(`endpoints.kind.${endpoint.kind}`)} {endpoint.url}
      </p>
      <p className="flex flex-wrap gap-x-4 text-xs text-soft">
        {endpoint.lastSuccess && (
          <span>
            {t('endpoints.lastSuccess')} <Ago at={endpoint.lastSuccess} justNow={t('justNow')} />
          </span>
        )}
        {endpoint.lastFailure && (
          <span>
            {t('endpoints.lastFailure')} <Ago at={endpoint.lastFailure} justNow={t('justNow')} />
          </span>
        )}
        {!endpoint.lastSuccess && !endpoint.lastFailure && <span>{t('endpoints.nothingSent')}</span>}
      </p>
    </article>
  )
}

/** How many deliveries of the last 24 hours succeeded. */
export function DayFigure({ endpoint: { lastDay } }: { endpoint: ShownEndpoint }) {
  const { t, i18n } = useTranslation()
  const all = lastDay.succeeded + lastDay.failed
  if (all === 0) return t('endpoints.noneInDay')
  const share = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 }).format(lastDay.succeeded / all)
  return t('endpoints.inDay', { share, count: all })
}
