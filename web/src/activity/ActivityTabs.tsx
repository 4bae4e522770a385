import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { countOf, filterOf } from '../deadletters/deadFilter.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { queries } from '../queries.ts'

const tab =
  'inline-flex min-h-10 items-center gap-2 border-b-2 border-transparent px-1 text-sm font-semibold text-soft hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink'

/** The sides of Activity: everything that happened, what was not sent, with how many that are, and what is done beside messages. */
export function ActivityTabs() {
  const { t, i18n } = useTranslation()
  const { chosen } = useAccountChoice()
  const { data } = useQuery(queries.deadReasons(filterOf(chosen?.id ?? null, undefined, undefined)))
  const { all } = countOf(data?.data ?? [], undefined)
  return (
    <nav aria-label={t('activity.title')} className="-mt-2 mb-4 flex gap-5 border-b border-line">
      <Link to="/activity" search={{}} activeOptions={{ exact: true, includeSearch: false }} className={tab}>
        {t('activity.everything')}
      </Link>
      <Link to="/activity/unsent" search={{}} activeOptions={{ includeSearch: false }} className={tab}>
        {t('unsent.title')}
        {all > 0 && (
          <span className="rounded-full bg-warn-tint px-2 text-xs font-bold text-warn tabular-nums">
            {all.toLocaleString(i18n.language)}
            <span className="sr-only"> {t('unsent.counted', { count: all })}</span>
          </span>
        )}
      </Link>
      <Link to="/activity/jobs" search={{}} activeOptions={{ includeSearch: false }} className={tab}>
        {t('jobs.title')}
      </Link>
    </nav>
  )
}
