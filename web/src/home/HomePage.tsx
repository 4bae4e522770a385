import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Sparkles } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Stats } from '../../../server/admin/admin.schemas.ts'
import { useMayConnect } from '../accounts/useMayConnect.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { Empty } from '../parts/Empty.tsx'
import { Sparkline } from '../parts/Sparkline.tsx'
import { queries } from '../queries.ts'
import { Attention } from './Attention.tsx'
import { RecentLeads } from './RecentLeads.tsx'
import { Prices } from './Prices.tsx'
import { Totals } from './Totals.tsx'

/** Recent figures, top automations, recent leads, and what needs attention. */
export function HomePage() {
  const { t } = useTranslation()
  const [days, setDays] = useState('7')
  const { data: me } = useQuery(queries.me)
  const query = useQuery(queries.stats(Number(days)))
  const { accounts } = useAccountChoice()
  const { mayConnect } = useMayConnect()
  const canAutomate = accounts.some(({ triggers }) => triggers.length > 0)
  const name = me?.user?.name.split(' ')[0]
  const title = name ? t('home.greeting', { name }) : t('frame.room.home')

  if (query.data && isUnused(query.data)) {
    return (
      <Page title={title}>
        <Attention stats={query.data} />
        <div className="mt-6 rounded-2xl border border-line bg-card shadow-card first:mt-0">
          <Empty
            icon={Sparkles}
            title={t(canAutomate || mayConnect ? 'home.emptyTitle' : 'home.askTitle')}
            text={t(canAutomate ? 'home.emptyConnected' : mayConnect ? 'home.emptyText' : 'home.askText')}
            action={
              (canAutomate ? me?.permissions.includes('automations.write') : mayConnect) && (
                <Button asChild look="primary">
                  <Link to="/setup" search={{ step: 'goal' }}>
                    {t('home.start')}
                  </Link>
                </Button>
              )
            }
          />
        </div>
      </Page>
    )
  }
  return (
    <Page
      title={title}
      actions={
        <Choice
          label={t('home.range')}
          value={days}
          onChange={setDays}
          options={['7', '30', '90'].map((value) => ({ value, label: t('home.days', { count: Number(value) }) }))}
        />
      }
    >
      <Loaded query={query} className="">
        {(stats) => (
          <div className="grid gap-6">
            <Attention stats={stats} />
            <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
              <Figure
                label={t('home.sent')}
                value={stats.messages.sent}
                under={t('home.replies', { count: stats.messages.replies })}
                series={stats.series.map((day) => day.sent)}
              />
              <Figure label={t('home.leads')} value={stats.leads.total} series={stats.series.map((day) => day.leads)} />
              <Figure label={t('home.events')} value={stats.events.total} series={stats.series.map((day) => day.events)} />
              <Figure
                label={t('home.live')}
                value={stats.automations.live}
                under={t('home.ofAutomations', { count: stats.automations.total })}
              />
            </dl>
            <div className="grid gap-6 lg:grid-cols-2">
              <section aria-labelledby="top" className="rounded-2xl border border-line bg-card shadow-card">
                <div className="flex items-center border-b border-line px-5 py-3">
                  <h2 id="top" className="grow font-bold">
                    {t('home.top')}
                  </h2>
                  {me?.permissions.includes('automations.write') && (
                    <Button asChild look="quiet" size="sm" className="-mr-2">
                      <Link to="/automations/new" search={{}}>
                        <Plus aria-hidden />
                        {t('automations.new')}
                      </Link>
                    </Button>
                  )}
                </div>
                {stats.top.length === 0 && <p className="px-5 py-10 text-center text-soft">{t('home.noTop')}</p>}
                <ol className="divide-y divide-line">
                  {stats.top.map((item) => (
                    <li key={item.automationId}>
                      <Link
                        to="/automations/$automationId"
                        params={{ automationId: item.automationId }}
                        className="flex items-center gap-4 px-5 py-3 -outline-offset-2 hover:bg-sunk/60"
                      >
                        <span className="min-w-0 grow truncate font-semibold">{item.name}</span>
                        <span className="shrink-0 text-sm text-soft tabular-nums">
                          {t('home.runs', { count: item.triggers })} · {t('home.leadCount', { count: item.leads })}
                        </span>
                      </Link>
                    </li>
                  ))}
                </ol>
              </section>
              <RecentLeads />
            </div>
            <Prices prices={stats.prices} />
            <Totals stats={stats} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

/** A workspace may live by its forms and lead ads, without an automation. */
const isUnused = ({ automations, leads, events }: Stats): boolean =>
  automations.total === 0 && events.total === 0 && leads.new + leads.processing + leads.delivered + leads.failed + leads.archived === 0

function Figure({ label, value, series, under }: { label: string; value: number; series?: number[]; under?: string }) {
  const { i18n } = useTranslation()
  return (
    <div className="flex min-h-32 flex-col overflow-hidden rounded-2xl border border-line bg-card shadow-card">
      <dt className="px-4 pt-3.5 text-sm text-soft">{label}</dt>
      <dd className="flex grow flex-col">
        <span className="px-4 text-3xl font-extrabold tracking-tight tabular-nums">{value.toLocaleString(i18n.language)}</span>
        {under && <span className="px-4 text-sm text-soft">{under}</span>}
        {series && <Sparkline values={series} className="mt-auto h-11" />}
      </dd>
    </div>
  )
}
