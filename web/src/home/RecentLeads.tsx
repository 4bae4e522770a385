import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { LeadChip } from '../leads/LeadChip.tsx'
import { leadName } from '../leads/leadName.ts'
import { Ago } from '../parts/Ago.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { queries } from '../queries.ts'

/** The latest leads. */
export function RecentLeads() {
  const { t } = useTranslation()
  const { data } = useQuery(queries.recentLeads)
  return (
    <section aria-labelledby="recent-leads" className="rounded-2xl border border-line bg-card shadow-card">
      <div className="flex min-h-14 items-center border-b border-line px-5 py-3">
        <h2 id="recent-leads" className="grow font-bold">
          {t('home.recentLeads')}
        </h2>
        <Link to="/leads" search={{}} className="text-sm font-semibold text-accent underline-offset-4 hover:underline">
          {t('home.allLeads')}
        </Link>
      </div>
      {data?.data.length === 0 && <p className="px-5 py-10 text-center text-soft">{t('home.noLeads')}</p>}
      <ul className="divide-y divide-line">
        {data?.data.map((lead) => {
          const name = leadName(lead, t('activity.somebody'))
          const left = lead.email ?? lead.phone
          return (
            <li key={lead.id}>
              <Link
                to="/leads/$leadId"
                params={{ leadId: lead.id }}
                search={{}}
                className="flex items-center gap-3 px-5 py-2.5 -outline-offset-2 hover:bg-sunk/60"
              >
                <Avatar name={name} />
                <span className="min-w-0 grow">
                  <span className="block truncate text-sm font-semibold">{name}</span>
                  <span className="block truncate text-xs text-soft">
                    {left && left !== name && `${left} · `}
                    <Ago at={lead.capturedAt} justNow={t('justNow')} />
                  </span>
                </span>
                <LeadChip lead={lead} />
              </Link>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
