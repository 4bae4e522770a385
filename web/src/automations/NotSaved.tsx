import { useTranslation } from 'react-i18next'
import { ApiError } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { problemText } from '../problem.ts'

type Props = { trouble: unknown; onAgain: () => void; onTheirs: () => void; onMine: () => void; busy: boolean }

/** Why what was written is not saved, and the ways on. It stays until the next try: what was written is still there. */
export function NotSaved({ trouble, onAgain, onTheirs, onMine, busy }: Props) {
  const { t } = useTranslation()
  const error = trouble instanceof ApiError ? trouble : null
  if (error?.code === 'version_conflict')
    return (
      <Notice
        tone="warn"
        title={t('builder.changedTitle')}
        className="mb-3 flex-wrap"
        action={
          <div className="flex w-full flex-wrap justify-end gap-2 sm:w-auto">
            <Button size="sm" disabled={busy} onClick={onTheirs}>
              {t('builder.takeTheirs')}
            </Button>
            <Button size="sm" disabled={busy} onClick={onMine}>
              {t('builder.overwrite')}
            </Button>
          </div>
        }
      >
        {t('builder.changedText')}
      </Notice>
    )
  const passing = !error || error.status === 0 || error.status >= 500
  return (
    <Notice
      tone="bad"
      title={t(error?.code === 'not_publishable' ? 'builder.notPublishable' : 'builder.notSaved')}
      className="mb-3"
      action={
        passing && (
          <Button size="sm" disabled={busy} onClick={onAgain}>
            {t('problem.again')}
          </Button>
        )
      }
    >
      {problemText(t, trouble)}
    </Notice>
  )
}
