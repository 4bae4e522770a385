import { useQuery, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownBulkAction } from '../../../server/bulk/bulk.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Chip, type Tone } from '../parts/Chip.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { Progress } from '../parts/Progress.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

const tones: Record<ShownBulkAction['status'], Tone> = { running: 'doubt', done: 'good', failed: 'bad', cancelled: 'plain' }

/** What is done to many people now, and how it ended what ran while the page was open: until it is closed. */
export function BulkActions({ mayCancel }: { mayCancel: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data } = useQuery(queries.bulkActions)
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const old = useRef<ReadonlySet<string> | null>(null)
  const all = data?.data
  if (all && !old.current) old.current = new Set(all.filter(({ status }) => status !== 'running').map(({ id }) => id))
  const shown = (all ?? []).filter(({ id }) => !old.current?.has(id) && !closed.has(id))
  const ended = shown.filter(({ status }) => status !== 'running').length
  // Only the top of the list follows changes: rows further down are read again when everything is done.
  useEffect(() => {
    if (ended) void client.invalidateQueries({ queryKey: ['contacts', 'list'] })
  }, [ended, client])
  if (shown.length === 0) return null
  return (
    <ul
      aria-label={t('bulk.title')}
      className="mb-3 grid max-h-32 shrink-0 gap-3 overflow-y-auto rounded-xl border border-line bg-card px-4 py-3 text-sm"
    >
      {shown.map((one) => (
        <BulkRow key={one.id} shown={one} mayCancel={mayCancel} onClose={() => setClosed((before) => new Set([...before, one.id]))} />
      ))}
    </ul>
  )
}

function BulkRow({ shown, mayCancel, onClose }: { shown: ShownBulkAction; mayCancel: boolean; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { id, kind, status, total, done, why } = shown
  const number = (of: number) => of.toLocaleString(i18n.language)
  const name = t(`bulk.kind.${kind}`)
  const left = status === 'done' && total !== null ? total - done : 0
  const cancel = async (): Promise<void> => {
    try {
      await api.cancelBulkAction(id)
    } catch (trouble) {
      showProblem(t, trouble, () => void cancel())
    }
    await client.invalidateQueries({ queryKey: queries.bulkActions.queryKey })
  }
  return (
    <li className="grid gap-1.5">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-semibold">{name}</span>
        <Chip tone={tones[status]}>{t(`contactImport.status.${status}`)}</Chip>
        <span role="status" className="text-soft">
          {total === null ? t('bulk.counting') : t('bulk.progress', { count: total, done: number(done), total: number(total) })}
        </span>
        <span className="grow" />
        {status !== 'running' ? (
          <Button size="sm" look="quiet" onClick={onClose} aria-label={t('bulk.close', { action: name })}>
            <X aria-hidden />
          </Button>
        ) : (
          mayCancel && (
            <Confirm
              trigger={
                <Button size="sm" look="quiet">
                  {t('bulk.cancel')}
                  <span className="sr-only">: {name}</span>
                </Button>
              }
              title={t('bulk.cancelTitle', { action: name })}
              text={t('bulk.cancelText')}
              confirm={t('bulk.cancelNow')}
              cancel={t('close')}
              onConfirm={() => void cancel()}
            />
          )
        )}
      </div>
      {status === 'running' && <Progress label={t('contactImport.progress', { name })} done={done} total={total ?? 0} />}
      {left > 0 && <p className="text-soft">{t('bulk.left', { count: left, number: number(left) })}</p>}
      {why && <p className="text-bad">{why.text}</p>}
    </li>
  )
}
