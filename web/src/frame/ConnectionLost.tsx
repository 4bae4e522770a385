import { CloudOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'

/** A notice that the page may be out of date because the server does not respond. Disappears when the server is back. */
export function ConnectionLost({ onTry }: { onTry: () => void }) {
  const { t } = useTranslation()
  return (
    <div role="status" className="flex items-center gap-2 border-b border-line bg-warn-tint px-4 py-1.5 text-sm text-warn">
      <CloudOff className="size-4 shrink-0" aria-hidden />
      <span className="min-w-0">
        {t('frame.lost')} <span className="hidden sm:inline">{t('frame.lostMeans')}</span>
      </span>
      <button
        type="button"
        onClick={onTry}
        className="ml-auto min-h-8 shrink-0 rounded px-1.5 font-semibold underline underline-offset-4 hover:no-underline"
      >
        {t('problem.again')}
      </button>
    </div>
  )
}
