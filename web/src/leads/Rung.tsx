import { Check, Clock, Minus, TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from '../parts/classes.ts'

const looks = {
  done: { icon: Check, box: 'bg-good-tint text-good' },
  open: { icon: Clock, box: 'bg-sunk text-soft' },
  none: { icon: Minus, box: 'bg-sunk text-soft' },
  warn: { icon: TriangleAlert, box: 'bg-warn-tint text-warn' },
  failed: { icon: X, box: 'bg-bad-tint text-bad' },
}
export type RungState = keyof typeof looks

type Props = {
  state: RungState
  title: ReactNode
  /** Beside the title: a chip or a button. */
  aside?: ReactNode
  /** In one line under it, such as the time. */
  under?: ReactNode
  children?: ReactNode
}

/** One step of what became of a lead. */
export function Rung({ state, title, aside, under, children }: Props) {
  const { icon: Icon, box } = looks[state]
  return (
    <li className="group grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      <span className="flex flex-col items-center" aria-hidden>
        <span className={classes('grid size-8 shrink-0 place-items-center rounded-full', box)}>
          <Icon className="size-4" />
        </span>
        <span className="my-1 w-px grow bg-line group-last:hidden" />
      </span>
      <div className="min-w-0 pt-1.5 pb-5 group-last:pb-0">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <p className="min-w-0 text-sm font-semibold break-words">{title}</p>
          {aside}
        </div>
        {under && <p className={classes('mt-0.5 text-sm break-words text-soft', state === 'failed' && 'text-bad')}>{under}</p>}
        {children && <div className="mt-2 grid gap-2">{children}</div>}
      </div>
    </li>
  )
}
