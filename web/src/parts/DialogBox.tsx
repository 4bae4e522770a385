import { AlertDialog } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'
import { useFocusBack } from './opener.ts'

type Props = Omit<ComponentProps<typeof AlertDialog.Content>, 'title' | 'className' | 'onCloseAutoFocus'> & {
  title: string
  text: string
  children: ReactNode
  /** Above other dialogs too. */
  top?: boolean
}

/**
 * The box of a dialog in the middle of the page, over everything else: a question, or a short form. Needs an `AlertDialog.Root`; when it
 * closes, the focus returns to what opened it.
 */
export const DialogBox = (props: Props) => (
  <AlertDialog.Portal>
    <Box {...props} />
  </AlertDialog.Portal>
)

/** A separate component, mounted only while the dialog is open, so that it knows which element had the focus. */
function Box({ title, text, children, top, ...content }: Props) {
  const focusBack = useFocusBack()
  return (
    <>
      <AlertDialog.Overlay className={classes('fixed inset-0 animate-fade bg-scrim', top ? 'z-70' : 'z-60')} />
      <AlertDialog.Content
        {...content}
        onCloseAutoFocus={(focus) => {
          focus.preventDefault()
          focusBack()
        }}
        className={classes(
          'fixed top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[min(27rem,calc(100vw-2rem))] -translate-1/2 animate-fade overflow-y-auto rounded-2xl bg-card p-6 shadow-lift',
          top ? 'z-80' : 'z-70',
        )}
      >
        <AlertDialog.Title className="text-lg font-bold">{title}</AlertDialog.Title>
        <AlertDialog.Description className="mt-2 text-soft">{text}</AlertDialog.Description>
        {children}
      </AlertDialog.Content>
    </>
  )
}
