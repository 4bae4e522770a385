import { useEffect, useRef, type ReactNode } from 'react'
import { Button } from './Button.tsx'
import { rowKeys, type ListOf } from './list.ts'

type Props<T> = {
  label: string
  list: Pick<ListOf<T>, 'items' | 'hasMore' | 'loadingMore' | 'more'>
  moreLabel: string
  /** One card, its own link or button first in it. */
  card: (item: T) => ReactNode
}

/** A list as cards; a button at its end loads more. */
export function Cards<T extends { id: string }>({ label, list: { items, hasMore, loadingMore, more }, moreLabel, card }: Props<T>) {
  const list = useRef<HTMLUListElement>(null)
  const firstAdded = useRef<number | null>(null)
  /** The button disappears with the last page: the focus moves to the first new card. */
  useEffect(() => {
    if (firstAdded.current === null || items.length <= firstAdded.current) return
    list.current?.children[firstAdded.current]?.querySelector<HTMLElement>('a, button')?.focus({ preventScroll: true })
    firstAdded.current = null
  }, [items.length])
  return (
    <>
      <ul
        ref={list}
        aria-label={label}
        className="grid gap-3"
        onKeyDown={rowKeys(items.length, (index) => list.current?.children[index]?.scrollIntoView({ block: 'nearest' }))}
      >
        {items.map((item, index) => (
          <li key={item.id} data-index={index} className="relative">
            {card(item)}
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button
          className="mx-auto mt-4"
          busy={loadingMore}
          onClick={() => {
            firstAdded.current = items.length
            more()
          }}
        >
          {moreLabel}
        </Button>
      )}
    </>
  )
}
