import { CircleDashed, CirclePause, Radio, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { AutomationAnswer } from '../../../server/automations/automations.schemas.ts'
import { Chip } from '../parts/Chip.tsx'

const looks = {
  live: { tone: 'good', icon: Radio },
  draft: { tone: 'plain', icon: CircleDashed },
  paused: { tone: 'warn', icon: CirclePause },
  deleted: { tone: 'bad', icon: Trash2 },
} as const

/** Live, draft, paused or deleted. */
export function StatusChip({ status }: { status: AutomationAnswer['status'] }) {
  const { t } = useTranslation()
  return <Chip {...looks[status]}>{t(`automations.status.${status}`)}</Chip>
}
