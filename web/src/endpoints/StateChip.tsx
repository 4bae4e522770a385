import { CircleCheck, CirclePause, OctagonX, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { EndpointState } from '../../../server/model/endpoint.ts'
import { Chip } from '../parts/Chip.tsx'

const looks = {
  healthy: { tone: 'good', icon: CircleCheck },
  degraded: { tone: 'warn', icon: TriangleAlert },
  paused: { tone: 'plain', icon: CirclePause },
  disabled: { tone: 'bad', icon: OctagonX },
} as const

/** How an endpoint is. */
export function StateChip({ state }: { state: EndpointState }) {
  const { t } = useTranslation()
  return <Chip {...looks[state]}>{t(`endpoints.state.${state}`)}</Chip>
}
