import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type ReactNode } from 'react'

type Props<T> = {
  label: string
  items: T[]
  rowHeight: number
  row: (item: T) => ReactNode
  keyOf: (item: T) => string
  hasMore: boolean
  onMore: () => void
  foot?: ReactNode
}

/** A list of any length of which only what is in sight is drawn. Scrolls inside itself and asks for more near its end. */
export function VirtualList<T>({ label, items, rowHeight, row, keyOf, hasMore, onMore, foot }: Props<T>) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => keyOf(items[index] as T),
    overscan: 8,
  })
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0
  const nearEnd = hasMore && last >= items.length - 12
  useEffect(() => {
    if (nearEnd) onMore()
    // Asking again is for when the end moved
  }, [nearEnd, items.length])

  return (
    <div ref={box} className="min-h-0 grow overflow-y-auto overscroll-contain">
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
      {foot}
    </div>
  )
}
