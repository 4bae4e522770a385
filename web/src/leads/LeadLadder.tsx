import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { WholeLead } from '../../../server/leads/leads.schemas.ts'
import { queries } from '../queries.ts'
import { DeliveryRung } from './DeliveryRung.tsx'
import { DmRung } from './DmRung.tsx'
import { originOf } from './originOf.ts'
import { Post } from './Post.tsx'
import { Rung, type RungState } from './Rung.tsx'
import { timeText } from '../parts/shownTime.ts'

/** Captured → validated → each delivery with its attempts → emails → messages. What does not exist is not shown. */
export function LeadLadder({ lead }: { lead: WholeLead }) {
  const { t, i18n } = useTranslation()
  const { data: dms } = useQuery(queries.dmsOfLead(lead.id))
  const time = (at: string) => timeText(at, i18n.language, { dateStyle: 'medium', timeStyle: 'short' })
  const { source, name } = originOf(lead)
  const { mediaId } = lead.attribution
  return (
    <ol className="grid">
      <Rung state="done" title={t(`leads.rung.captured.${source}`)} under={[name, time(lead.capturedAt)].filter(Boolean).join(' · ')}>
        {typeof mediaId === 'string' && <Post accountId={lead.accountId} mediaId={mediaId} />}
      </Rung>
      <Validated lead={lead} />
      {lead.deliveries.map((delivery) => (
        <DeliveryRung key={delivery.id} delivery={delivery} />
      ))}
      {lead.isKept && <Rung state="none" title={t('leads.rung.kept')} under={<KeptText />} />}
      {lead.mails.map((mail) => (
        <Rung
          key={mail.id}
          state={mailStates[mail.status]}
          title={mail.text}
          under={mail.attempts.at(-1) && t('leads.rung.attempts', { count: mail.attempts.length, at: time(mail.attempts.at(-1)!.at) })}
        >
          {mail.status !== 'sent' && mail.attempts.at(-1)?.response && (
            <p className="text-sm break-words text-soft">{t('notices.response', { response: mail.attempts.at(-1)!.response })}</p>
          )}
        </Rung>
      ))}
      {dms?.data.toReversed().map((dm) => (
        <DmRung key={dm.id} dm={dm} />
      ))}
    </ol>
  )
}

const mailStates: Record<WholeLead['mails'][number]['status'], RungState> = {
  pending: 'open',
  sent: 'done',
  in_doubt: 'warn',
  failed: 'failed',
}

function KeptText() {
  const { t } = useTranslation()
  const { data: me } = useQuery(queries.me)
  return (
    <>
      {t('leads.rung.keptText')}{' '}
      {me?.permissions.includes('endpoints.write') && (
        <Link to="/settings/endpoints" className="font-semibold text-accent underline-offset-4 hover:underline">
          {t('leads.rung.toEndpoints')}
        </Link>
      )}
    </>
  )
}

/** Whether what the person left is an email address and a phone number. */
function Validated({ lead: { validation } }: { lead: WholeLead }) {
  const { t } = useTranslation()
  const { email, phone } = validation
  if (email === null && phone === null) return <Rung state="none" title={t('leads.rung.nothingToCheck')} />
  const wrong = (['email', 'phone'] as const).filter((key) => validation[key] === false)
  if (wrong.length === 0) return <Rung state="done" title={t('leads.rung.valid')} />
  return <Rung state="warn" title={t('leads.rung.invalid')} under={wrong.map((key) => t(`leads.rung.invalidPart.${key}`)).join(' ')} />
}
