import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type ReactNode } from 'react'
import { rowKeys, type ListOf } from './list.ts'
import { useMoreNearEnd } from './useMoreNearEnd.ts'

type Props<T> = {
  label: string
  list: Pick<ListOf<T>, 'items' | 'hasMore' | 'busy' | 'error' | 'more'>
  rowHeight: number
  row: (item: T) => ReactNode
  /** Nothing in a row takes the focus, so the list does: keys scroll it. */
  plain?: boolean
}

/** Rows of any length and number, of which only those in sight are drawn. Scrolls inside itself and asks for more near its end. */
export function VirtualList<T extends { id: string }>({ label, list, rowHeight, row, plain }: Props<T>) {
  const { items, hasMore } = list
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 8,
  })
  useMoreNearEnd(list, virtual.getVirtualItems().at(-1)?.index ?? 0, 12)

  return (
    <div
      ref={box}
      {...(plain ? { tabIndex: 0 } : {})}
      onKeyDown={rowKeys(items.length, (index) => virtual.scrollToIndex(index))}
      className="relative min-h-0 grow overflow-y-auto overscroll-contain"
    >
      <div role="list" aria-label={label} className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((place) => (
          <div
            key={place.key}
            role="listitem"
            aria-posinset={place.index + 1}
            aria-setsize={hasMore ? -1 : items.length}
            data-index={place.index}
            ref={virtual.measureElement}
            className="absolute inset-x-0 top-0 border-b border-line"
            style={{ transform: `translateY(${place.start}px)` }}
          >
            {row(items[place.index] as T)}
          </div>
        ))}
      </div>
    </div>
  )
}
