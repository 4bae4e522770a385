import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ShownEndpoint } from '../../../server/endpoints/endpoints.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { isOfAutomation } from './endpointForm.ts'
import { DayFigure } from './EndpointRow.tsx'
import { StateChip } from './StateChip.tsx'
import { EndpointActions, type Acting } from './EndpointActions.tsx'
import { useSwitch } from './useSwitch.ts'

/** The state of an endpoint with its reason, its figures, and the actions on it. */
export function EndpointSummary({ endpoint, during, renew }: { endpoint: ShownEndpoint } & Partial<Acting>) {
  const { t } = useTranslation()
  const switchTo = useSwitch(endpoint)
  return (
    <div className="mb-4 grid gap-3">
      <Link to="/settings/endpoints" className="flex w-fit items-center gap-1.5 text-sm font-semibold text-soft hover:text-ink">
        <ArrowLeft className="size-4" aria-hidden />
        {t('endpoints.toAll')}
      </Link>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <StateChip endpoint={endpoint} />
        <span className="text-sm text-soft">
          <DayFigure endpoint={endpoint} />
        </span>
        <span className="grow" />
        {during && renew && <EndpointActions endpoint={endpoint} during={during} renew={renew} />}
      </div>
      {endpoint.reason && (
        <Notice
          tone={endpoint.state === 'disabled' ? 'bad' : 'warn'}
          title={endpoint.reason.text}
          action={
            endpoint.state === 'disabled' &&
            during && (
              <Button size="sm" onClick={() => void during(() => switchTo(true))}>
                {t('endpoints.switchOn')}
              </Button>
            )
          }
        >
          {t(endpoint.state === 'disabled' ? 'endpoints.disabledHint' : 'endpoints.degradedHint')}
        </Notice>
      )}
      {endpoint.automationId && isOfAutomation(endpoint) && (
        <Notice>
          {t('endpoints.ofAutomation')}{' '}
          <Link
            to="/automations/$automationId"
            params={{ automationId: endpoint.automationId }}
            className="font-semibold underline underline-offset-4"
          >
            {t('endpoints.openAutomation')}
          </Link>
        </Notice>
      )}
      {endpoint.sources.length === 0 && <Notice tone="warn">{t('endpoints.noSources')}</Notice>}
    </div>
  )
}
