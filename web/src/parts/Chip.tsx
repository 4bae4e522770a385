import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'

export type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'bad' | 'doubt'

const tones: Record<Tone, string> = {
  plain: 'bg-sunk text-soft',
  accent: 'bg-tint text-accent-deep',
  good: 'bg-good-tint text-good',
  warn: 'bg-warn-tint text-warn',
  bad: 'bg-bad-tint text-bad',
  doubt: 'bg-doubt-tint text-doubt',
}

/** A state in one or two words. The icon shows it too, so it does not depend on color. */
export function Chip({
  tone = 'plain',
  icon: Icon,
  children,
  className,
}: {
  tone?: Tone
  icon?: LucideIcon
  children: ReactNode
  className?: string
}) {
  return (
    <span
      className={classes(
        'inline-flex max-w-full items-center gap-1 rounded-md px-2 py-0.5 text-xs font-semibold whitespace-nowrap',
        tones[tone],
        className,
      )}
    >
      {Icon && <Icon className="size-3.5 shrink-0" aria-hidden />}
      <span className="truncate">{children}</span>
    </span>
  )
}
