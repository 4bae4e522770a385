import { useQuery } from '@tanstack/react-query'
import { Archive, ArchiveRestore, RotateCw, Send, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { WholeLead } from '../../../server/leads/leads.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { queries } from '../queries.ts'
import { SendToEndpoint } from './SendToEndpoint.tsx'
import { useBulk } from './useBulk.ts'

/** What can be done with one lead. `onGone`: it was deleted. */
export function LeadActions({ lead, onGone }: { lead: WholeLead; onGone: () => void }) {
  const { t } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const { act, done } = useBulk()
  if (!me?.permissions.includes('leads.write')) return null
  const which = { ids: [lead.id] }
  const isArchived = lead.archivedAt !== null
  const busy = done !== null
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {lead.deliveries.some(({ status }) => status === 'FAILED' || status === 'RETRYING') && (
        <Button look="primary" disabled={busy} onClick={() => void act('retry', which)}>
          <RotateCw aria-hidden />
          {t('leads.retry')}
        </Button>
      )}
      {me.permissions.includes('endpoints.read') && (
        <SendToEndpoint count={1} onSend={(to) => void act('send', which, { to })}>
          <Button disabled={busy}>
            <Send aria-hidden />
            <span className="sr-only sm:not-sr-only">{t('leads.sendTo')}</span>
          </Button>
        </SendToEndpoint>
      )}
      <Button busy={busy} onClick={() => void act(isArchived ? 'unarchive' : 'archive', which)}>
        {isArchived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
        {t(isArchived ? 'leads.unarchive' : 'leads.archive')}
      </Button>
      <Confirm
        trigger={
          <Button disabled={busy}>
            <Trash2 aria-hidden />
            <span className="sr-only sm:not-sr-only">{t('leads.delete')}</span>
          </Button>
        }
        title={t('leads.deleteTitle', { count: 1 })}
        text={t('leads.deleteText')}
        confirm={t('leads.delete')}
        cancel={t('cancel')}
        onConfirm={() => void act('delete', which).then(onGone)}
      />
    </div>
  )
}
