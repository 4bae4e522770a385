import type { KeyboardEvent } from 'react'

/** A paged list, in the shape that every list part takes. */
export type ListOf<T> = {
  items: T[]
  isPending: boolean
  error: unknown
  refetch: () => unknown
  hasMore: boolean
  loadingMore: boolean
  /** Any page is loading or reloading. */
  busy: boolean
  /** Loads the next page; does nothing while one is loading. */
  more: () => unknown
  /** How many came in at the top since the list was opened. */
  arrived?: number
}

const controls = 'a[href], button:not(:disabled), input:not(:disabled), [tabindex="0"]'
const framesToWait = 30

/**
 * Arrow keys for rows marked with `data-index`: up and down to the same control of the next row, Home and End to the first and last row.
 * In: the number of rows, and how to scroll to one that is not rendered yet. Out: the key handler for the container of the rows.
 */
export const rowKeys =
  (count: number, bringIntoSight: (index: number) => void) =>
  (key: KeyboardEvent<HTMLElement>): void => {
    if (key.altKey || key.ctrlKey || key.metaKey || key.shiftKey || key.defaultPrevented) return
    const target = key.target as HTMLElement
    const row = target.closest<HTMLElement>('[data-index]')
    if (!row || target.matches('input:not([type=checkbox]), select, textarea')) return
    const here = Number(row.dataset['index'])
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: count - 1 }[key.key]
    if (to === undefined || to === here || to < 0 || to >= count) return
    key.preventDefault()
    const box = key.currentTarget
    const place = [...row.querySelectorAll<HTMLElement>(controls)].indexOf(target)
    bringIntoSight(to)
    const focus = (framesLeft: number) => {
      const found = [...(box.querySelector(`[data-index="${to}"]`)?.querySelectorAll<HTMLElement>(controls) ?? [])]
      const control = found[place] ?? found[0]
      if (control) control.focus()
      else if (framesLeft > 0) requestAnimationFrame(() => focus(framesLeft - 1))
    }
    focus(framesToWait)
  }
