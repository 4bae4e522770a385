import { AlertDialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { useFocusBack } from './opener.ts'

type Props = {
  trigger?: ReactNode
  open?: boolean
  onClose?: () => void
  title: string
  text: string
  confirm: string
  cancel: string
  onConfirm: () => void
  /** A second way to go on. */
  also?: { label: string; onConfirm: () => void }
}

/** Asks before something that cannot be taken back; opened by its trigger, or by `open`. */
export function Confirm({ trigger, open, onClose, ...rest }: Props) {
  return (
    <AlertDialog.Root {...(open === undefined ? {} : { open, onOpenChange: (next: boolean) => !next && onClose?.() })}>
      {trigger && <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>}
      <AlertDialog.Portal>
        <Question {...rest} />
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

function Question({ title, text, confirm, cancel, onConfirm, also }: Omit<Props, 'trigger' | 'open' | 'onClose'>) {
  const focusBack = useFocusBack()
  return (
    <>
      <AlertDialog.Overlay className="fixed inset-0 z-60 animate-fade bg-scrim" />
      <AlertDialog.Content
        onCloseAutoFocus={(focus) => {
          focus.preventDefault()
          focusBack()
        }}
        className="fixed top-1/2 left-1/2 z-70 w-[min(27rem,calc(100vw-2rem))] -translate-1/2 animate-fade rounded-2xl bg-card p-6 shadow-lift"
      >
        <AlertDialog.Title className="text-lg font-bold">{title}</AlertDialog.Title>
        <AlertDialog.Description className="mt-2 text-soft">{text}</AlertDialog.Description>
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
      </AlertDialog.Content>
    </>
  )
}
