import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Activity, ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'
import { queries } from '../queries.ts'

/** No events yet: suggests the next step of the setup. */
export function EmptyActivity() {
  const { t } = useTranslation()
  const { accounts } = useAccountChoice()
  const { data: setup } = useQuery(queries.setup)
  const phoneUrl = setup?.simulator.on ? setup.simulator.phoneUrl : null
  const action =
    accounts.length === 0 ? (
      <Button asChild look="primary">
        <Link to="/setup" search={{ step: 'goal' }}>
          {t('home.start')}
        </Link>
      </Button>
    ) : phoneUrl ? (
      <Button asChild look="primary">
        <a href={phoneUrl} target="_blank" rel="noreferrer">
          {t('frame.openPhone')}
          <ExternalLink aria-hidden />
        </a>
      </Button>
    ) : (
      <Button asChild look="primary">
        <Link to="/automations">{t('activity.toAutomations')}</Link>
      </Button>
    )
  return (
    <Empty
      icon={Activity}
      title={t('activity.emptyTitle')}
      text={t(phoneUrl ? 'activity.emptySimulator' : 'activity.emptyText')}
      action={action}
    />
  )
}
