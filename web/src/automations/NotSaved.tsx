import { useTranslation } from 'react-i18next'
import { ApiError } from '../callApi.ts'
import { ChangedMeanwhile } from '../frame/ChangedMeanwhile.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'

type Props = { trouble: unknown; onAgain: () => void; onTheirs: () => void; onMine: () => void; busy: boolean }

/** Why the edits are not saved, and what to do. Shown until the next attempt; the edits are still there. */
export function NotSaved({ trouble, onAgain, onTheirs, onMine, busy }: Props) {
  const { t } = useTranslation()
  const error = trouble instanceof ApiError ? trouble : null
  if (error?.code === 'version_conflict')
    return <ChangedMeanwhile title={t('builder.changedTitle')} onTheirs={onTheirs} onMine={onMine} busy={busy} className="mb-3" />
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
