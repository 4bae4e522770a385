import { useTranslation } from 'react-i18next'
import { ApiError } from '../api.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'

type Props = { trouble: unknown; onAgain: () => void; onTheirs: () => void; onMine: () => void; busy: boolean }

/** Why the edits are not saved, and what to do. Shown until the next attempt; the edits are still there. */
export function NotSaved({ trouble, onAgain, onTheirs, onMine, busy }: Props) {
  const { t } = useTranslation()
  const error = trouble instanceof ApiError ? trouble : null
  if (error?.code === 'version_conflict')
    return (
      <Notice tone="warn" title={t('builder.changedTitle')} className="mb-3">
        {t('builder.changedText')}
        <div className="mt-2.5 mb-1 flex flex-wrap gap-2">
          <Button size="sm" disabled={busy} onClick={onTheirs}>
            {t('builder.takeTheirs')}
          </Button>
          <Button size="sm" disabled={busy} onClick={onMine}>
            {t('builder.overwrite')}
          </Button>
        </div>
      </Notice>
    )
  const passing = !error || error.status === 0 || error.status >= 500
  return (
    <ProblemNotice
      problem={trouble}
      title={t(error?.code === 'not_publishable' ? 'builder.notPublishable' : 'builder.notSaved')}
      onAgain={passing ? onAgain : undefined}
      busy={busy}
      className="mb-3"
    />
  )
}
