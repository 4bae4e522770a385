import { useEffect } from 'react'
import type { ListOf } from './list.ts'

/**
 * Loads the next page while the last row in sight is near the end of the list. Waits for a load that is under way: a reload ends the one of
 * the next page without a result, so it is asked for again. After an error it waits for a person.
 * In: the index of the last row in sight; how many rows ahead of the end counts as near.
 */
export function useMoreNearEnd(
  { items, hasMore, busy, error, more }: Pick<ListOf<unknown>, 'items' | 'hasMore' | 'busy' | 'error' | 'more'>,
  last: number,
  ahead: number,
): void {
  const wanted = hasMore && !busy && !error && last >= items.length - ahead
  useEffect(() => {
    if (wanted) more()
    // Asking again is for when the end moved
  }, [wanted, items.length])
}
