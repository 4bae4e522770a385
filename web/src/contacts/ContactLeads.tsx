import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../frame/Loaded.tsx'
import { LeadChip } from '../leads/LeadChip.tsx'
import { leadName } from '../leads/leadName.ts'
import { originOf } from '../leads/originOf.ts'
import { Ago } from '../parts/Ago.tsx'
import { Section } from '../parts/Section.tsx'
import { queries } from '../queries.ts'

/** The newest leads of a person. */
export function ContactLeads({ contactId }: { contactId: string }) {
  const { t } = useTranslation()
  const query = useQuery(queries.leadsOfContact(contactId))
  return (
    <Section title={t('leads.title')}>
      <Loaded query={query} rows={1} className="m-0">
        {({ data }) =>
          data.length === 0 ? (
            <p className="text-sm text-soft">{t('contacts.noLeads')}</p>
          ) : (
            <ul aria-label={t('leads.title')} className="grid gap-3">
              {data.map((lead) => (
                <li key={lead.id} className="flex items-center gap-3 text-sm">
                  <div className="min-w-0 grow">
                    <Link
                      to="/leads/$leadId"
                      params={{ leadId: lead.id }}
                      className="block truncate font-semibold text-accent underline-offset-4 hover:underline"
                    >
                      {lead.email ?? lead.phone ?? leadName(lead, t('contacts.someone'))}
                    </Link>
                    <p className="truncate text-xs text-soft">
                      {originOf(lead).name ?? t(`leads.source.${originOf(lead).source}`)} ·{' '}
                      <Ago at={lead.capturedAt} justNow={t('justNow')} />
                    </p>
                  </div>
                  <LeadChip lead={lead} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  )
}
