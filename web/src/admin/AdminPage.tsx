import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Overview } from '../../../server/admin/admin.schemas.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { AdminTabs } from './AdminTabs.tsx'
import { Figure, Figures } from '../parts/Figure.tsx'
import { queries } from '../queries.ts'
import { Failures } from './Failures.tsx'
import { HubFigures } from './HubFigures.tsx'
import { Lanes } from './Lanes.tsx'

/** For the owner of the instance: how all its messages went, what it consists of, its queues, and why messages failed. */
export function AdminPage() {
  const { t } = useTranslation()
  const query = useQuery(queries.instanceOverview)
  return (
    <Page title={t('settings.title')} text={t('admin.text')}>
      <AdminTabs />
      <Loaded query={query} className="">
        {({ dms, instance }) => (
          <div className="grid gap-8">
            <DmFigures {...dms} />
            {instance && <HubFigures instance={instance} />}
            {instance && <Lanes lanes={instance.lanes} />}
            {instance && <Failures failures={instance.failures} />}
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function DmFigures({ sent, failed, pending, successRate }: Overview['dms']) {
  const { t, i18n } = useTranslation()
  const rate =
    successRate === null ? '–' : (successRate / 100).toLocaleString(i18n.language, { style: 'percent', maximumFractionDigits: 1 })
  return (
    <Figures title={t('admin.dms')} columns={4}>
      <Figure label={t('admin.sent')} value={sent} />
      <Figure label={t('admin.failed')} value={failed} />
      <Figure label={t('admin.pending')} value={pending} />
      <Figure
        label={t('admin.rate')}
        value={rate}
        under={[successRate === null ? t('admin.noRate') : t('admin.ofEnded', { count: sent + failed })]}
      />
    </Figures>
  )
}
