import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type ReactNode } from 'react'
import { classes } from './classes.ts'
import { rowKeys, type ListOf } from './list.ts'
import { useMoreNearEnd } from './useMoreNearEnd.ts'

export type Column<T> = {
  id: string
  title: string
  /** In the head of the column in place of its title; `sorted` tells a screen reader the order of the rows. */
  head?: ReactNode
  sorted?: 'ascending' | 'descending'
  cell: (item: T) => ReactNode
  /** The width from which the column is shown; the detail of a row always has it. */
  from?: 'sm' | 'lg' | 'xl'
  className?: string
}
const shownFrom = { sm: 'hidden sm:table-cell', lg: 'hidden lg:table-cell', xl: 'hidden xl:table-cell' }

type Props<T> = {
  label: string
  list: Pick<ListOf<T>, 'items' | 'hasMore' | 'busy' | 'error' | 'more'>
  /** One of the cells has a button for `onOpen`: clicking the row is only for the pointer. */
  columns: Column<T>[]
  rowHeight: number
  open: string | null
  onOpen: (id: string) => void
  /** A bar lies over the end of the table: its last row can be scrolled above it. */
  roomBelow?: boolean
}

/** Rows in columns. Only visible rows are rendered; spacers above and below keep the scroll bar correct. */
export function Table<T extends { id: string }>({ label, list, columns, rowHeight, open, onOpen, roomBelow }: Props<T>) {
  const { items, hasMore } = list
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({ count: items.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 8 })
  const inSight = virtual.getVirtualItems()
  const above = inSight[0]?.start ?? 0
  const below = virtual.getTotalSize() - (inSight.at(-1)?.end ?? 0)
  useMoreNearEnd(list, inSight.at(-1)?.index ?? 0, 10)

  return (
    <div
      ref={box}
      onKeyDown={rowKeys(items.length, (index) => virtual.scrollToIndex(index))}
      className={classes('relative min-h-0 grow overflow-auto', roomBelow && 'pb-20')}
    >
      <table aria-label={label} className="w-full table-fixed text-left text-sm" aria-rowcount={hasMore ? -1 : items.length + 1}>
        <thead className="sticky top-0 z-10 bg-card">
          <tr aria-rowindex={1}>
            {columns.map(({ id, title, head, sorted, from, className }) => (
              <th
                key={id}
                scope="col"
                aria-sort={sorted}
                className={classes(
                  'truncate border-b border-line px-4 py-2.5 text-xs font-semibold text-soft',
                  from && shownFrom[from],
                  className,
                )}
              >
                {head ?? title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Spacer height={above} />}
          {inSight.map((place) => {
            const item = items[place.index]
            if (!item) return null
            return (
              <tr
                key={item.id}
                data-index={place.index}
                aria-rowindex={place.index + 2}
                onClick={() => onOpen(item.id)}
                className={classes(
                  'cursor-pointer border-b border-line transition-colors hover:bg-sunk/60',
                  item.id === open && 'bg-tint/60',
                )}
                style={{ height: rowHeight }}
              >
                {columns.map(({ id, cell, from, className }) => (
                  <td key={id} className={classes('truncate px-4 py-1.5', from && shownFrom[from], className)}>
                    {cell(item)}
                  </td>
                ))}
              </tr>
            )
          })}
          {below > 0 && <Spacer height={below} />}
        </tbody>
      </table>
    </div>
  )
}

const Spacer = ({ height }: { height: number }) => (
  <tr aria-hidden>
    <td style={{ height }} />
  </tr>
)
