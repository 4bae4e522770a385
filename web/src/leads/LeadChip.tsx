import { Archive, CircleCheck, CircleDot, CircleX, Inbox, RefreshCw, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Lead } from '../../../server/leads/leads.schemas.ts'
import type { FilteredStatus } from '../../../server/model/lead.ts'
import { Chip, type Tone } from '../parts/Chip.tsx'

const looks: Record<Exclude<FilteredStatus, 'QUEUED'>, { tone: Tone; icon: LucideIcon }> = {
  NEW: { tone: 'accent', icon: CircleDot },
  KEPT: { tone: 'plain', icon: Inbox },
  PROCESSING: { tone: 'doubt', icon: RefreshCw },
  DELIVERED: { tone: 'good', icon: CircleCheck },
  FAILED: { tone: 'bad', icon: CircleX },
  ARCHIVED: { tone: 'plain', icon: Archive },
}

/** The state of a lead; *Kept* is a new one that no endpoint gets. */
export function LeadChip({ lead: { status, isKept } }: { lead: Pick<Lead, 'status' | 'isKept'> }) {
  const { t } = useTranslation()
  const shown = status === 'NEW' && isKept ? 'KEPT' : status
  return <Chip {...looks[shown]}>{t(`leads.status.${shown}`)}</Chip>
}
