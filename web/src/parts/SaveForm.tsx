import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { classes } from './classes.ts'

type Props = {
  /** The label of the button. */
  label: string
  onSubmit: () => void
  /** Whether something was changed; until then the button is off. */
  isDirty: boolean
  busy: boolean
  /** The fields above the button, in this grid; without it one field beside it. */
  className?: string
  children: ReactNode
}

/** Fields that are saved together by a button. */
export function SaveForm({ label, onSubmit, isDirty, busy, className, children }: Props) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
      className={className ?? 'grid items-start gap-4 sm:grid-cols-[1fr_auto]'}
    >
      {children}
      <Button
        type="submit"
        look="primary"
        className={classes('justify-self-start', className ? 'col-span-full' : 'sm:mt-7')}
        disabled={!isDirty}
        busy={busy}
      >
        {label}
      </Button>
    </form>
  )
}
