import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DmLog } from '../../../server/dms/dms.schemas.ts'
import { channelName } from '../accounts/handle.ts'
import { CopyLink } from '../dms/CopyLink.tsx'
import { RetryDm } from '../dms/RetryDm.tsx'
import { queries } from '../queries.ts'
import { DmChip } from './DmChip.tsx'
import { leadName } from './leadName.ts'
import { Rung, type RungState } from './Rung.tsx'
import { timeText } from '../parts/shownTime.ts'

const states: Record<DmLog['status'], RungState> = {
  pending: 'open',
  coming_soon: 'none',
  sent: 'done',
  delivered: 'done',
  read: 'done',
  failed: 'failed',
}

/** A message to the lead, and why it waits or failed. */
export function DmRung({ dm }: { dm: DmLog }) {
  const { t, i18n } = useTranslation()
  const { continueUrl, deepLink } = dm.metadata
  const { data: me } = useQuery(queries.me)
  const { lead } = dm
  const who = leadName(lead, t('activity.somebody'))
  const channel = channelName(t, dm.provider)
  const why = dm.status === 'coming_soon' ? t('dms.comingSoon', { channel }) : dm.errorDetails
  return (
    <Rung
      state={states[dm.status]}
      title={t('leads.rung.dm')}
      aside={<DmChip status={dm.status} />}
      under={why ?? timeText(dm.at, i18n.language, { dateStyle: 'medium', timeStyle: 'short' })}
    >
      {dm.text && (
        <p className="justify-self-start rounded-2xl rounded-tl-sm border border-line bg-card px-3.5 py-2 text-sm break-words whitespace-pre-wrap">
          {dm.text}
        </p>
      )}
      {continueUrl && <CopyLink url={continueUrl} who={who} />}
      {deepLink && (
        <a href={deepLink} target="_blank" rel="noreferrer" className="text-sm break-all text-accent underline-offset-4 hover:underline">
          {t('dms.openChat', { channel })}
        </a>
      )}
      {dm.canRetry && me?.permissions.includes('messages.write') && (
        <div>
          <RetryDm dm={dm} who={who} />
        </div>
      )}
    </Rung>
  )
}
