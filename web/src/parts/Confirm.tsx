import { AlertDialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { DialogBox } from './DialogBox.tsx'

type Props = {
  trigger?: ReactNode
  open?: boolean
  onClose?: () => void
  title: string
  text: string
  confirm: string
  cancel: string
  onConfirm: () => void
  /** A second action. */
  also?: { label: string; onConfirm: () => void }
}

/** Asks before an action that cannot be undone; opened by its trigger, or by `open`. */
export function Confirm({ trigger, open, onClose, title, text, confirm, cancel, onConfirm, also }: Props) {
  return (
    <AlertDialog.Root {...(open === undefined ? {} : { open, onOpenChange: (next: boolean) => !next && onClose?.() })}>
      {trigger && <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>}
      <DialogBox title={title} text={text}>
        <div className="mt-6 flex flex-wrap justify-end gap-2">
          <AlertDialog.Cancel asChild>
            <Button>{cancel}</Button>
          </AlertDialog.Cancel>
          {also && (
            <AlertDialog.Action asChild>
              <Button onClick={also.onConfirm}>{also.label}</Button>
            </AlertDialog.Action>
          )}
          <AlertDialog.Action asChild>
            <Button look="danger" onClick={onConfirm}>
              {confirm}
            </Button>
          </AlertDialog.Action>
        </div>
      </DialogBox>
    </AlertDialog.Root>
  )
}
