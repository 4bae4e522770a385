import { useEffect } from 'react'

/**
 * Calls back once, when the pointer first moves or a key is first pressed: the time to load what the first view does not need.
 * Errors: none.
 */
export function useFirstInput(act: () => void) {
  useEffect(() => {
    const first = new AbortController()
    const listen = { capture: true, signal: first.signal }
    const heard = () => {
      first.abort()
      act()
    }
    for (const kind of ['pointermove', 'pointerdown', 'keydown']) window.addEventListener(kind, heard, listen)
    return () => first.abort()
    // Not again for another callback
  }, [])
}
