import { PencilLine, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { NewBulkAction } from '../../../server/bulk/bulk.schemas.ts'
import { Button } from '../parts/Button.tsx'
import type { Selection } from '../parts/useSelection.ts'
import { BulkForm } from './BulkForm.tsx'

type Props = {
  selection: Selection
  /** How many people the filter finds; null: not counted yet. */
  total: number | null
  /** Whom the list is filtered by, as the server takes it. */
  everybody: Pick<NewBulkAction, 'conditions' | 'segmentId'>
}

/** How many people are selected, and what can be done with them: a bar over the end of the table. */
export function BulkBar({ selection, total, everybody }: Props) {
  const { t, i18n } = useTranslation()
  const { ids, all, isWhole } = selection
  if (ids.length === 0) return null
  const count = all ? total : ids.length
  const number = (of: number) => of.toLocaleString(i18n.language)
  return (
    <div
      role="toolbar"
      aria-label={t('bulk.title')}
      className="absolute inset-x-2 bottom-2 z-20 flex flex-wrap items-center gap-2 rounded-xl border border-line bg-card px-4 py-2 shadow-lift sm:inset-x-4 sm:bottom-4"
    >
      <p role="status" className="text-sm font-semibold">
        {count === null ? t('bulk.everySelected') : t('bulk.selected', { count, number: number(count) })}
      </p>
      {isWhole && !all && (total === null || total > ids.length) && (
        <Button look="quiet" size="sm" onClick={selection.selectAll}>
          {total === null ? t('bulk.selectEvery') : t('bulk.selectAll', { count: total, number: number(total) })}
        </Button>
      )}
      <span className="grow" />
      <BulkForm count={count} people={all ? everybody : { ids }} onStarted={selection.clear}>
        <Button size="sm" look="primary">
          <PencilLine aria-hidden />
          {t('bulk.open')}
        </Button>
      </BulkForm>
      <Button look="quiet" size="icon" aria-label={t('bulk.selectNone')} onClick={selection.clear}>
        <X aria-hidden />
      </Button>
    </div>
  )
}
