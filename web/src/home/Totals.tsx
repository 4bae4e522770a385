import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Stats } from '../../../server/admin/admin.schemas.ts'
import { Figure, Figures } from '../parts/Figure.tsx'

const states = ['new', 'processing', 'delivered', 'failed', 'archived'] as const

/** What the workspace has: its leads by their state, and what they are delivered by, whatever the period (requirement E6). */
export function Totals({ stats: { leads, users, pages, endpoints, deliveries } }: { stats: Stats }) {
  const { t, i18n } = useTranslation()
  return (
    <>
      <section aria-labelledby="states" className="rounded-2xl border border-line bg-card shadow-card">
        <h2 id="states" className="border-b border-line px-5 py-3 font-bold">
          {t('home.leadStates')}
        </h2>
        <ul className="grid grid-cols-2 sm:grid-cols-5">
          {states.map((state) => (
            <li key={state} className="last:max-sm:col-span-2">
              <Link
                to="/leads"
                search={{ status: state.toUpperCase() }}
                className="block h-full px-5 py-3.5 -outline-offset-2 hover:bg-sunk/60"
              >
                <span className="block text-sm text-soft">{t(`leads.status.${upper(state)}`)}</span>
                <span className="text-2xl font-extrabold tracking-tight tabular-nums">{leads[state].toLocaleString(i18n.language)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <Figures title={t('home.totals')} columns={4}>
        <Figure
          label={t('home.deliveries')}
          value={deliveries.successful + deliveries.failed}
          under={[t('home.delivered', { count: deliveries.successful }), t('home.undelivered', { count: deliveries.failed })]}
        />
        <Figure label={t('home.endpoints')} value={endpoints.total} under={[t('home.activeEndpoints', { count: endpoints.active })]} />
        <Figure label={t('home.pages')} value={pages} />
        <Figure label={t('home.users')} value={users} />
      </Figures>
    </>
  )
}

const upper = <S extends string>(state: S) => state.toUpperCase() as Uppercase<S>
