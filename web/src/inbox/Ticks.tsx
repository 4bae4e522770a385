import { Check, CheckCheck, CircleAlert, CircleHelp, Clock3, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { classes } from '../parts/classes.ts'

const looks: Record<string, { icon: LucideIcon; className?: string }> = {
  pending: { icon: Clock3 },
  sent: { icon: Check },
  delivered: { icon: CheckCheck },
  read: { icon: CheckCheck, className: 'text-accent' },
  failed: { icon: CircleAlert, className: 'text-bad' },
  parked: { icon: CircleAlert, className: 'text-bad' },
  in_doubt: { icon: CircleHelp, className: 'text-doubt' },
}
type Known = 'pending' | 'sent' | 'delivered' | 'read' | 'failed' | 'parked' | 'in_doubt'

/** How far a message got: waiting, sent, delivered, read, or not at all. */
export function Ticks({ status }: { status: string }) {
  const { t } = useTranslation()
  const look = looks[status]
  if (!look) return null
  const { icon: Icon, className } = look
  const label = t(`inbox.ticks.${status as Known}`)
  return (
    <span role="img" aria-label={label} title={label} className={classes('inline-grid shrink-0', className)}>
      <Icon className="size-4" aria-hidden />
    </span>
  )
}
