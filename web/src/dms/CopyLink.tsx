import { Copy } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { showNote } from '../parts/notes.tsx'

/** Copies a lead's link to the chat. It is good once, for that person alone, so the page does not open it. `who`: the lead's name. */
export function CopyLink({ url, who }: { url: string; who: string }) {
  const { t } = useTranslation()
  return (
    <Button
      size="sm"
      look="quiet"
      className="justify-self-start"
      onClick={() => void navigator.clipboard.writeText(url).then(() => showNote(t('dms.linkCopied', { who })))}
    >
      <Copy aria-hidden />
      {t('dms.theirLink')}
      <span className="sr-only">: {who}</span>
    </Button>
  )
}
