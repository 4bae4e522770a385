import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { countOf, filterOf } from '../deadletters/deadFilter.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { tabLook, Tabs } from '../frame/Tabs.tsx'
import { queries } from '../queries.ts'

/** The tabs of Activity: all events, messages that were not sent with their number, and jobs. */
export function ActivityTabs() {
  const { t, i18n } = useTranslation()
  const { chosen } = useAccountChoice()
  const { data: me } = useQuery(queries.me)
  const { data } = useQuery(queries.deadReasons(filterOf(chosen?.id ?? null, undefined, undefined)))
  const { all } = countOf(data?.data ?? [], undefined)
  return (
    <Tabs label={t('activity.title')}>
      <Link to="/activity" search={{}} activeOptions={{ exact: true, includeSearch: false }} className={tabLook}>
        {t('activity.everything')}
      </Link>
      <Link to="/activity/unsent" search={{}} activeOptions={{ includeSearch: false }} className={tabLook}>
        {t('unsent.title')}
        {all > 0 && (
          <span className="rounded-full bg-warn-tint px-2 text-xs font-bold text-warn tabular-nums">
            {all.toLocaleString(i18n.language)}
            <span className="sr-only"> {t('unsent.counted', { count: all })}</span>
          </span>
        )}
      </Link>
      {me?.permissions.includes('jobs.read') && (
        <Link to="/activity/jobs" search={{}} activeOptions={{ includeSearch: false }} className={tabLook}>
          {t('jobs.title')}
        </Link>
      )}
    </Tabs>
  )
}
