import { CircleCheck, CircleX, Clock, RotateCw, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DeliveryStatus } from '../../../server/model/endpoint.ts'
import { Chip, type Tone } from '../parts/Chip.tsx'

const looks: Record<DeliveryStatus, { tone: Tone; icon: LucideIcon }> = {
  PENDING: { tone: 'plain', icon: Clock },
  RETRYING: { tone: 'warn', icon: RotateCw },
  SUCCESS: { tone: 'good', icon: CircleCheck },
  FAILED: { tone: 'bad', icon: CircleX },
}

/** The state of a delivery. */
export function DeliveryChip({ status }: { status: DeliveryStatus }) {
  const { t } = useTranslation()
  return <Chip {...looks[status]}>{t(`endpoints.status.${status}`)}</Chip>
}
