import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'

type Props = {
  isOpen: boolean
  onToggle: () => void
  /** The id of what it opens. */
  controls: string
  className?: string
  children: ReactNode
}

/** A whole row that opens what is under it. */
export function FoldButton({ isOpen, onToggle, controls, className, children }: Props) {
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-controls={controls}
      onClick={onToggle}
      className={classes('flex min-h-11 w-full gap-3 text-left', className)}
    >
      {children}
      <ChevronDown className={classes('mt-1 size-4 shrink-0 text-soft transition-transform', isOpen && 'rotate-180')} aria-hidden />
    </button>
  )
}
