import { CircleDashed, CirclePause, Radio } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { AutomationItem } from '../api.ts'
import { Chip } from '../parts/Chip.tsx'

const looks = {
  live: { tone: 'good', icon: Radio },
  draft: { tone: 'plain', icon: CircleDashed },
  paused: { tone: 'warn', icon: CirclePause },
} as const

/** Live, draft or paused. */
export function StatusChip({ status }: { status: AutomationItem['status'] }) {
  const { t } = useTranslation()
  return <Chip {...looks[status]}>{t(`automations.status.${status}`)}</Chip>
}
