/** A tab that was hidden this long needs no connection: it catches up when it is shown. */
export const hiddenForMs = 60_000

type Shown = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>

/**
 * Ends something while a tab is hidden, and begins it again when it is shown. A browser opens six connections to a host over all tabs: with
 * seven tabs that each hold a stream, no page would load any more.
 * In:  `rest` is called once the tab was hidden for a minute, `wake` when it is shown after that.
 * Out: stops watching.
 */
export function restWhenHidden(tab: Shown, { rest, wake }: { rest: () => void; wake: () => void }): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined
  let resting = false
  const changed = () => {
    clearTimeout(waiting)
    if (tab.hidden && !resting)
      waiting = setTimeout(() => {
        resting = true
        rest()
      }, hiddenForMs)
    if (!tab.hidden && resting) {
      resting = false
      wake()
    }
  }
  changed()
  tab.addEventListener('visibilitychange', changed)
  return () => {
    clearTimeout(waiting)
    tab.removeEventListener('visibilitychange', changed)
  }
}
