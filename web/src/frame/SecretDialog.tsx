import { Check, Copy, Download } from 'lucide-react'
import { AlertDialog } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'

/** `fileName`: it can also be stored as a file of that name. */
type Props = { title: string; text: string; secret: string; fileName?: string; onClose: () => void }

/** A secret, shown this once, as the lines it has: only its button closes it. */
export function SecretDialog({ title, text, secret, fileName, onClose }: Props) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <DialogBox top onEscapeKeyDown={(key) => key.preventDefault()} title={title} text={text}>
        <code className="mt-4 block rounded-lg bg-sunk p-3 text-sm break-all whitespace-pre-line select-all">{secret}</code>
        <div className="mt-6 flex flex-wrap justify-end gap-2">
          <Button onClick={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            {t(copied ? 'secret.copied' : 'secret.copy')}
          </Button>
          {fileName && (
            <Button asChild>
              <a href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${secret}\n`)}`} download={fileName}>
                <Download aria-hidden />
                {t('secret.download')}
              </a>
            </Button>
          )}
          <AlertDialog.Action asChild>
            <Button look="primary">{t('secret.done')}</Button>
          </AlertDialog.Action>
        </div>
        <span role="status" className="sr-only">
          {copied ? t('secret.copied') : ''}
        </span>
      </DialogBox>
    </AlertDialog.Root>
  )
}
