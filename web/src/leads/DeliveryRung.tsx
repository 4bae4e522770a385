import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WholeLead } from '../../../server/leads/leads.schemas.ts'
import { Attempts } from '../endpoints/Attempts.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip, type Tone } from '../parts/Chip.tsx'
import { Rung, type RungState } from './Rung.tsx'

type Delivery = WholeLead['deliveries'][number]
export const deliveryTones: Record<Delivery['status'], Tone> = { PENDING: 'plain', RETRYING: 'warn', SUCCESS: 'good', FAILED: 'bad' }
const states: Record<Delivery['status'], RungState> = { PENDING: 'open', RETRYING: 'warn', SUCCESS: 'done', FAILED: 'failed' }

/** The delivery of a lead to one endpoint. Its attempts are open while it has not arrived. */
export function DeliveryRung({ delivery: { endpoint, type, status, reason, attempts, nextRetryAt } }: { delivery: Delivery }) {
  const { t, i18n } = useTranslation()
  const [isOpen, setOpen] = useState(status !== 'SUCCESS')
  const ended = status === 'SUCCESS' || status === 'FAILED'
  // The last attempt says it below, unless something else ended the delivery.
  const why = status !== 'SUCCESS' && reason?.text !== attempts.at(-1)?.error ? reason?.text : null
  return (
    <Rung
      state={states[status]}
      title={type === 'lead.updated' ? t('leads.rung.toEndpointAgain', { endpoint }) : t('leads.rung.toEndpoint', { endpoint })}
      aside={<Chip tone={deliveryTones[status]}>{t(`endpoints.status.${status}`)}</Chip>}
      under={nextRetryAt && !ended && t('endpoints.nextRetry', { at: new Date(nextRetryAt).toLocaleString(i18n.language) })}
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
