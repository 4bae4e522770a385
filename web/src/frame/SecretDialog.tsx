import { Check, Copy } from 'lucide-react'
import { AlertDialog } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'

type Props = { title: string; text: string; secret: string; onClose: () => void }

/** A secret, shown this once: only its button closes it. */
export function SecretDialog({ title, text, secret, onClose }: Props) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <DialogBox top onEscapeKeyDown={(key) => key.preventDefault()} title={title} text={text}>
        <code className="mt-4 block rounded-lg bg-sunk p-3 text-sm break-all select-all">{secret}</code>
        <div className="mt-6 flex flex-wrap justify-end gap-2">
          <Button onClick={() => void navigator.clipboard.writeText(secret).then(() => setCopied(true))}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            {t(copied ? 'secret.copied' : 'secret.copy')}
          </Button>
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
