import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Lane } from '../../../server/admin/admin.schemas.ts'
import { Ago } from '../parts/Ago.tsx'
import { timeText } from '../parts/shownTime.ts'
import { queries } from '../queries.ts'

/** Counting stops here (server/outbox/dueLanes.queries.ts). */
const countedAtMost = 1_000

/** What is due and not begun, the longest waiting first, with its reason and where it is fixed. */
export function Lanes({ lanes }: { lanes: Lane[] }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="lanes">
      <h2 id="lanes" className="mb-1 text-lg font-bold">
        {t('admin.lanes')}
      </h2>
      <p className="mb-3 text-sm text-soft">{t('admin.lanesText')}</p>
      <div className="rounded-2xl border border-line bg-card shadow-card">
        {lanes.length === 0 && <p className="px-5 py-8 text-center text-soft">{t('admin.noLanes')}</p>}
        <ul className="divide-y divide-line">
          {lanes.map((lane) => (
            <LaneRow key={[lane.of, lane.kind, lane.account?.id, lane.endpoint?.id, lane.workspace?.id].join('/')} lane={lane} />
          ))}
        </ul>
      </div>
    </section>
  )
}

function LaneRow({ lane }: { lane: Lane }) {
  const { t, i18n } = useTranslation()
  const { of, kind, title, workspace, account, endpoint, waiting, dueSince, why } = lane
  const what = of === 'messages' ? t(`accounts.kind.${kind as 'message'}`) : title
  const owner = account?.name ?? endpoint?.name
  return (
    <li className="flex items-baseline gap-4 px-5 py-3">
      <span className="w-14 shrink-0 text-right font-bold tabular-nums">
        {waiting.toLocaleString(i18n.language)}
        {waiting >= countedAtMost && '+'}
      </span>
      <div className="min-w-0 grow">
        <p className="text-sm font-bold wrap-anywhere">{[owner, what].filter(Boolean).join(' · ')}</p>
        <p className="text-sm text-soft wrap-anywhere">
          {why.text}
          {why.until !== null &&
            ` ${t('admin.laneUntil', { time: timeText(why.until, i18n.language, { timeStyle: 'short', dateStyle: 'medium' }) })}`}
        </p>
        <p className="mt-0.5 text-xs text-soft wrap-anywhere">
          {workspace?.name ?? t('admin.hub')} · <Ago at={dueSince} justNow={t('justNow')} /> · <WhereToFix lane={lane} />
        </p>
      </div>
    </li>
  )
}

/** A link to the account, the endpoint or the jobs; of another workspace to the list from which one switches. */
function WhereToFix({ lane: { of, workspace, endpoint, account } }: { lane: Lane }) {
  const { t } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const look = 'underline underline-offset-4'
  if (workspace && workspace.id !== me?.workspace.id)
    return (
      <Link to="/settings/admin/workspaces" className={look}>
        {t('admin.laneSwitch')}
      </Link>
    )
  if (endpoint)
    return (
      <Link to="/settings/endpoints/$endpointId" params={{ endpointId: endpoint.id }} className={look}>
        {t('admin.laneEndpoint')}
      </Link>
    )
  if (account && of === 'messages')
    return (
      <Link to="/settings" className={look}>
        {t('admin.laneAccount')}
      </Link>
    )
  return (
    <Link to="/activity/jobs" className={look}>
      {t('admin.laneJobs')}
    </Link>
  )
}
