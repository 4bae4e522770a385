import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WholeLead } from '../../../server/leads/leads.schemas.ts'
import { Attempts } from '../endpoints/Attempts.tsx'
import { DeliveryChip } from '../endpoints/DeliveryChip.tsx'
import { Button } from '../parts/Button.tsx'
import { queries } from '../queries.ts'
import { Rung, type RungState } from './Rung.tsx'
import { timeText } from '../parts/shownTime.ts'

type Delivery = WholeLead['deliveries'][number]
const states: Record<Delivery['status'], RungState> = { PENDING: 'open', RETRYING: 'warn', SUCCESS: 'done', FAILED: 'failed' }

/** The delivery of a lead to one endpoint. Its attempts are open while it has not arrived. */
export function DeliveryRung({ delivery: { endpoint, endpointId, type, status, reason, attempts, nextRetryAt } }: { delivery: Delivery }) {
  const { t, i18n } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const title = type === 'lead.updated' ? t('leads.rung.toEndpointAgain', { endpoint }) : t('leads.rung.toEndpoint', { endpoint })
  const [isOpen, setOpen] = useState(status !== 'SUCCESS')
  const ended = status === 'SUCCESS' || status === 'FAILED'
  // The last attempt says it below, unless something else ended the delivery.
  const why = status !== 'SUCCESS' && reason?.text !== attempts.at(-1)?.error ? reason?.text : null
  return (
    <Rung
      state={states[status]}
      title={
        me?.permissions.includes('endpoints.read') ? (
          <Link to="/settings/endpoints/$endpointId" params={{ endpointId }} search={{}} className="underline-offset-4 hover:underline">
            {title}
          </Link>
        ) : (
          title
        )
      }
      aside={<DeliveryChip status={status} />}
      under={nextRetryAt && !ended && t('endpoints.nextRetry', { at: timeText(nextRetryAt, i18n.language) })}
    >
      {why && <p className="text-sm text-soft">{why}</p>}
      {attempts.length > 0 && (
        <>
          <Button size="sm" look="quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} className="-ml-3 justify-self-start">
            {t('endpoints.attempts', { count: attempts.length })}
          </Button>
          {isOpen && <Attempts attempts={attempts} />}
        </>
      )}
    </Rung>
  )
}
