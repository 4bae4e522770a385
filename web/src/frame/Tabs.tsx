import { useLocation } from '@tanstack/react-router'
import { Children, useEffect, useRef, type ReactNode } from 'react'

/** How a link in `Tabs` looks, so that a router's own `Link` can be one. */
export const tabLook =
  'whitespace-nowrap inline-flex min-h-10 shrink-0 items-center gap-2 border-b-2 border-transparent px-1 text-sm font-semibold text-soft -outline-offset-2 hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink'

/** Links to the pages that share a title. Where they are wider than the screen, they scroll, and the open page's is in view. */
export function Tabs({ label, children }: { label: string; children: ReactNode }) {
  const bar = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  // Some links appear once the person's permissions are known.
  const count = Children.toArray(children).length
  useEffect(() => {
    const [box, link] = [bar.current, bar.current?.querySelector<HTMLElement>('[aria-current=page]')]
    // Not scrollIntoView, which would scroll the page too.
    if (box && link) box.scrollLeft = link.offsetLeft - box.offsetLeft - (box.clientWidth - link.clientWidth) / 2
  }, [pathname, count])
  return (
    <nav
      ref={bar}
      aria-label={label}
      className="-mt-2 mb-4 flex shrink-0 gap-5 overflow-x-auto border-b border-line [scrollbar-width:none]"
    >
      {children}
    </nav>
  )
}
