import { CircleAlert, Rocket } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'

type Props = { live: boolean; blockers: number; saving: 'draft' | 'live' | null; onSave: (live: boolean) => void }

/** The blockers, and the two ways to save. */
export function BuilderFooter({ live, blockers, saving, onSave }: Props) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-wrap items-center justify-end gap-2">
      <p aria-live="polite" className="mr-auto flex items-center gap-1.5 text-sm text-soft">
        {blockers > 0 && (
          <>
            <CircleAlert className="size-4 text-bad" aria-hidden />
            {t('builder.blockers', { count: blockers })}
          </>
        )}
      </p>
      {!live && (
        <Button busy={saving === 'draft'} disabled={saving !== null} onClick={() => onSave(false)}>
          {t('builder.saveDraft')}
        </Button>
      )}
      <Button look="primary" busy={saving === 'live'} disabled={saving !== null} onClick={() => onSave(true)}>
        <Rocket aria-hidden />
        {live ? t('builder.publish') : t('builder.goLive')}
      </Button>
    </div>
  )
}
