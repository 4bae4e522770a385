import { CircleCheck, CircleDashed, CirclePause, OctagonX, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ShownEndpoint } from '../../../server/endpoints/endpoints.schemas.ts'
import { Chip } from '../parts/Chip.tsx'

const looks = {
  healthy: { tone: 'good', icon: CircleCheck },
  degraded: { tone: 'warn', icon: TriangleAlert },
  paused: { tone: 'plain', icon: CirclePause },
  disabled: { tone: 'bad', icon: OctagonX },
} as const

/** How an endpoint is; one that nothing was sent to yet is not called healthy. */
export function StateChip({ endpoint: { state, lastSuccess, lastFailure } }: { endpoint: ShownEndpoint }) {
  const { t } = useTranslation()
  if (state === 'healthy' && lastSuccess === null && lastFailure === null)
    return (
      <Chip tone="plain" icon={CircleDashed}>
        {t('endpoints.notUsed')}
      </Chip>
    )
  return <Chip {...looks[state]}>{t(`endpoints.state.${state}`)}</Chip>
}
