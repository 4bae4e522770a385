import { useTranslation } from 'react-i18next'
import { outcomeLooks } from '../activity/outcomes.ts'
import { Chip } from '../parts/Chip.tsx'

const known = ['pending', 'coming_soon', 'sent', 'delivered', 'read', 'failed'] as const

/** The state of the lead's message. */
export function DmChip({ status }: { status: string | null }) {
  const { t } = useTranslation()
  const found = known.find((name) => name === status)
  if (!found) return <Chip>{status ?? t('leads.dm.none')}</Chip>
  return <Chip {...outcomeLooks[found === 'pending' || found === 'coming_soon' ? 'waiting' : found]}>{t(`leads.dm.${found}`)}</Chip>
}
