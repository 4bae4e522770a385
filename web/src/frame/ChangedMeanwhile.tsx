import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'

type Props = { title: string; onTheirs: () => void; onMine: () => void; busy: boolean; className?: string }

/** Someone else saved what is being edited: the reader takes theirs or overwrites it. */
export function ChangedMeanwhile({ title, onTheirs, onMine, busy, className }: Props) {
  const { t } = useTranslation()
  return (
    <Notice tone="warn" title={title} {...(className ? { className } : {})}>
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
}
