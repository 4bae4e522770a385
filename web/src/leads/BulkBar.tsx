import { Archive, ArchiveRestore, RotateCw, Send, Trash2, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { LeadQuery } from '../../../server/leads/leads.schemas.ts'
import type { LeadAction } from '../../../server/model/lead.ts'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { SendToEndpoint } from './SendToEndpoint.tsx'
import type { useBulk } from './useBulk.ts'
import type { Selection } from '../parts/useSelection.ts'

type Props = {
  selection: Selection
  filter: LeadQuery
  /** How many leads the filter has; null: not counted. */
  total: number | null
  bulk: ReturnType<typeof useBulk>
  /** Whether a selected lead may have a delivery to send again. */
  mayRetry: boolean
  /** Whether the caller sees endpoints, to send leads to one. */
  maySend: boolean
}

/** What can be done with the selected leads: a bar over the end of the table, so that no row moves under the pointer. */
export function BulkBar({ selection, filter, total, bulk: { act, done }, mayRetry, maySend }: Props) {
  const { t } = useTranslation()
  const { ids, all, isWhole } = selection
  if (ids.length === 0) return null
  const count = all ? (total ?? ids.length) : ids.length
  const isArchived = filter.status === 'ARCHIVED'
  const which = all ? { filter } : { ids }
  const run = (action: LeadAction) => void act(action, which).then(selection.clear)
  const busy = done !== null
  return (
    <div
      role="toolbar"
      aria-label={t('leads.bulk')}
      className="absolute inset-x-2 bottom-2 z-20 flex flex-wrap items-center gap-2 rounded-xl border border-line bg-card px-4 py-2 shadow-lift sm:inset-x-4 sm:bottom-4"
    >
      <p role="status" className="text-sm font-semibold">
        {busy ? t('leads.changing', { done, count }) : all && total === null ? t('leads.allSelected') : t('leads.selected', { count })}
      </p>
      {isWhole && !all && (total === null || total > ids.length) && (
        <Button look="quiet" size="sm" disabled={busy} onClick={selection.selectAll}>
          {total === null ? t('leads.selectEvery') : t('leads.selectAll', { count: total })}
        </Button>
      )}
      <span className="hidden grow sm:block" />
      {mayRetry && (
        <Button size="sm" disabled={busy} onClick={() => run('retry')}>
          <RotateCw aria-hidden />
          {t('leads.retry')}
        </Button>
      )}
      {maySend && (
        <SendToEndpoint count={all && total === null ? null : count} onSend={(to) => void act('send', which, { to }).then(selection.clear)}>
          <Button size="sm" disabled={busy}>
            <Send aria-hidden />
            {t('leads.sendTo')}
          </Button>
        </SendToEndpoint>
      )}
      <Button size="sm" disabled={busy} onClick={() => run(isArchived ? 'unarchive' : 'archive')}>
        {isArchived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
        {t(isArchived ? 'leads.unarchive' : 'leads.archive')}
      </Button>
      <Confirm
        trigger={
          <Button size="sm" disabled={busy}>
            <Trash2 aria-hidden />
            {t('leads.delete')}
          </Button>
        }
        title={all && total === null ? t('leads.deleteEveryTitle') : t('leads.deleteTitle', { count })}
        text={t('leads.deleteText')}
        confirm={t('leads.delete')}
        cancel={t('cancel')}
        onConfirm={() => run('delete')}
      />
      <Button look="quiet" size="icon" aria-label={t('leads.selectNone')} disabled={busy} onClick={selection.clear}>
        <X aria-hidden />
      </Button>
    </div>
  )
}
