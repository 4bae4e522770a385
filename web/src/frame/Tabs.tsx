import type { ReactNode } from 'react'

/** How a link in `Tabs` looks, so that a router's own `Link` can be one. */
export const tabLook =
  'whitespace-nowrap inline-flex min-h-10 items-center gap-2 border-b-2 border-transparent px-1 text-sm font-semibold text-soft hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink'

/** Links to the pages that share a title. */
export const Tabs = ({ label, children }: { label: string; children: ReactNode }) => (
  <nav aria-label={label} className="-mt-2 mb-4 flex gap-5 border-b border-line">
    {children}
  </nav>
)
