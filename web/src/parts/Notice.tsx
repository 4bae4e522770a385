import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'

const looks = {
  info: { icon: Info, box: 'bg-doubt-tint text-doubt' },
  warn: { icon: TriangleAlert, box: 'bg-warn-tint text-warn' },
  bad: { icon: CircleAlert, box: 'bg-bad-tint text-bad' },
}

/** What the reader must know now: what happened, and what to do. */
export function Notice({
  tone = 'info',
  title,
  children,
  action,
  className,
}: {
  tone?: keyof typeof looks
  title?: string
  children?: ReactNode
  action?: ReactNode
  className?: string
}) {
  const { icon: Icon, box } = looks[tone]
  return (
    <div
      role={tone === 'info' ? 'note' : 'alert'}
      className={classes('flex flex-wrap items-start gap-2.5 rounded-lg sm:flex-nowrap px-3 py-2.5 text-sm', box, className)}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="break-words">{children}</div>}
      </div>
      {action && <div className="w-full pl-6.5 sm:w-auto sm:pl-0">{action}</div>}
    </div>
  )
}
