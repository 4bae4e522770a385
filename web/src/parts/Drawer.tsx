import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { classes } from './classes.ts'
import { useFocusBack } from './opener.ts'

type Props = {
  title: string
  closeLabel: string
  onClose: () => void
  children: ReactNode
  /** Beside the title. */
  header?: ReactNode
  footer?: ReactNode
  wide?: boolean
}

/** A sheet from the right over the page it belongs to; the whole screen on a phone. */
export function Drawer({ title, closeLabel, onClose, children, header, footer, wide }: Props) {
  const focusBack = useFocusBack()
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          // The sheet itself is focused, not its first button: Tab then starts at the top, and no focus ring is shown.
          onOpenAutoFocus={(focus) => {
            focus.preventDefault()
            ;(focus.currentTarget as HTMLElement).focus()
          }}
          onCloseAutoFocus={(focus) => {
            focus.preventDefault()
            focusBack()
          }}
          // A note above the sheet (notes.tsx) can be answered without closing the sheet.
          onInteractOutside={(act) => (act.target as HTMLElement).closest('[data-notes]') && act.preventDefault()}
          // A list that a field has open is closed first.
          onEscapeKeyDown={(key) => (key.target as HTMLElement).matches('[role=combobox][aria-expanded=true]') && key.preventDefault()}
          className={classes(
            'fixed inset-y-0 right-0 z-50 flex w-full animate-slide flex-col bg-page shadow-lift outline-none sm:rounded-l-2xl',
            wide ? 'sm:w-[min(72rem,calc(100vw-3rem))]' : 'sm:w-[min(34rem,calc(100vw-3rem))]',
          )}
        >
          <header className="flex items-center gap-3 border-b border-line px-4 py-3 sm:px-6">
            <Dialog.Title className="min-w-0 grow truncate text-lg font-bold">{title}</Dialog.Title>
            {header}
            <Dialog.Close asChild>
              <Button look="quiet" size="icon" aria-label={closeLabel}>
                <X aria-hidden />
              </Button>
            </Dialog.Close>
          </header>
          <div className="min-h-0 grow overflow-y-auto overscroll-contain">{children}</div>
          {footer && <footer className="border-t border-line bg-card px-4 py-3 sm:px-6 sm:last:rounded-bl-2xl">{footer}</footer>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
