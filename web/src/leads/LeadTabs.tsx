import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { tabLook, Tabs } from '../frame/Tabs.tsx'
import { queries } from '../queries.ts'

/** The tabs of Leads: the leads, the forms they come from, and the messages to them. */
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
      <Link to="/leads/dms" search={{}} activeOptions={{ includeSearch: false }} className={tabLook}>
        {t('dms.title')}
      </Link>
    </Tabs>
  )
}
