import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Notice } from '../parts/Notice.tsx'
import { queries } from '../queries.ts'

/** What keeps the leads of an account from arriving, in the platform's words. Renders nothing if there is nothing. */
export function LeadAlerts({ accountId }: { accountId: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(queries.leadAlerts)
  const alerts = data?.data.filter((alert) => alert.accountId === accountId) ?? []
  if (alerts.length === 0) return null
  return (
    <div className="grid gap-2">
      {alerts.map(({ code, form, text }) => (
        <Notice key={`${code}/${form?.id}`} tone="warn" title={t('leadForms.alert')}>
          {text}
        </Notice>
      ))}
    </div>
  )
}
