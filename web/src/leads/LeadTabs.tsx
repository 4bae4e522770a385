import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { tabLook, Tabs } from '../frame/Tabs.tsx'
import { queries } from '../queries.ts'

/** The tabs of Leads: the leads, and the forms they come from. */
export function LeadTabs() {
  const { t } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const { leadId } = useParams({ strict: false })
  return (
    <Tabs label={t('leads.title')}>
      <Link
        to="/leads"
        search={{}}
        activeOptions={{ exact: true, includeSearch: false }}
        className={tabLook}
        // An open lead is over its list.
        {...(leadId ? { 'aria-current': 'page' as const } : {})}
      >
        {t('leads.all')}
      </Link>
      {me?.permissions.includes('forms.read') && (
        <Link to="/leads/forms" className={tabLook}>
          {t('forms.title')}
        </Link>
      )}
    </Tabs>
  )
}
