import { useEffect, useState } from 'react'

/**
 * Turns true only after a state has lasted: nothing that is over within 200 ms shows a sign of waiting.
 * In: the state, the patience in ms. Out: whether to show it now. Errors: none.
 */
export function useDelayed(state: boolean, afterMs = 200) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    if (!state) return setShown(false)
    const timer = setTimeout(() => setShown(true), afterMs)
    return () => clearTimeout(timer)
  }, [state, afterMs])
  return state && shown
}
