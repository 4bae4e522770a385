import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { Overview } from '../../../server/admin/admin.schemas.ts'
import { Figure, Figures } from '../parts/Figure.tsx'
import { timeText } from '../parts/shownTime.ts'

type Instance = NonNullable<Overview['instance']>

/** What the instance consists of, and what waits in its queues. */
export function HubFigures({ instance }: { instance: Instance }) {
  const { t, i18n } = useTranslation()
  const { workspaces, users, accounts, deliveries, payloads, messages, jobs } = instance
  const some = (count: number, text: string) => (count > 0 ? [text] : [])
  const due = (at: string | null) =>
    at === null ? [] : [t('admin.dueSince', { time: timeText(at, i18n.language, { dateStyle: 'medium', timeStyle: 'short' }) })]
  const statuses = Object.entries(accounts.byStatus).map(
    ([status, count]) => `${count.toLocaleString(i18n.language)} ${t(`accounts.status.${status as Account['status']}`)}`,
  )
  return (
    <>
      <Figures title={t('admin.hub')} columns={4}>
        <Figure label={t('admin.workspaces')} value={workspaces} />
        <Figure label={t('admin.users')} value={users} />
        <Figure
          label={t('admin.accounts')}
          value={accounts.total}
          under={[
            ...some(statuses.length, statuses.join(' · ')),
            ...some(accounts.openBreakers, t('admin.openBreakers', { count: accounts.openBreakers })),
          ]}
        />
        <Figure
          label={t('admin.deliveries')}
          value={deliveries.successful + deliveries.failed}
          under={[`${t('admin.delivered', { count: deliveries.successful })} · ${t('admin.undelivered', { count: deliveries.failed })}`]}
        />
      </Figures>
      <Figures title={t('admin.queues')} columns={3}>
        <Figure label={t('admin.payloads')} value={payloads.waiting} />
        <Figure
          label={t('admin.messages')}
          value={messages.waiting}
          under={[
            ...due(messages.oldestDueAt),
            ...some(messages.inDoubt, t('admin.inDoubt', { count: messages.inDoubt })),
            ...some(messages.parked, t('admin.parked', { count: messages.parked })),
          ]}
        />
        <Figure
          label={t('admin.jobs')}
          value={jobs.waiting}
          under={[...due(jobs.oldestDueAt), ...some(jobs.parked, t('admin.parked', { count: jobs.parked }))]}
        />
      </Figures>
    </>
  )
}
