import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** Shown in an empty list: what will appear here, and one action. */
export function Empty({ icon: Icon, title, text, action }: { icon: LucideIcon; title: string; text?: string; action?: ReactNode }) {
  return (
    <div className="flex animate-fade flex-col items-center px-6 py-14 text-center">
      <div className="relative mb-5 grid size-16 place-items-center rounded-2xl rounded-bl-sm bg-tint text-accent">
        <Icon className="size-7" aria-hidden />
      </div>
      <h2 className="text-lg font-bold">{title}</h2>
      {text && <p className="mt-1.5 max-w-md text-soft">{text}</p>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  )
}
