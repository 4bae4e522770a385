import { useEffect, type ReactNode } from 'react'
import { classes } from '../parts/classes.ts'

/** One page: its title (also in the browser's tab), its actions and its content. `full`: the content scrolls inside the page. */
export function Page({
  title,
  text,
  actions,
  full,
  children,
}: {
  title: string
  text?: string
  actions?: ReactNode
  full?: boolean
  children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · AutoDM Hub`
  }, [title])
  return (
    <div className={classes('mx-auto flex max-w-[75rem] flex-col px-4 pt-5 sm:px-8 sm:pt-8', full ? 'h-full pb-0 sm:pb-6' : 'pb-12')}>
      <header className="mb-5 flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-0 grow">
          <h1 className="text-2xl font-extrabold tracking-tight">{title}</h1>
          {text && <p className="mt-1 text-soft">{text}</p>}
        </div>
        {actions}
      </header>
      {children}
    </div>
  )
}
