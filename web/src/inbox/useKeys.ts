import { useEffect, useRef } from 'react'
import { readStored, store } from '../browserStorage.ts'

const stored = 'inbox-keys'
const fields = 'input, textarea, select, [contenteditable]'
const boxes = '[role=dialog], [role=alertdialog], [role=menu]'

/** Whether single keys do something on this device: people who dictate turn them off. */
export const keysAreOn = (): boolean => readStored(stored) !== 'off'
export const turnKeys = (on: boolean): void => void store(stored, on ? null : 'off')

/** Calls back on single keys, but not while something is typed, and not under something that is open over the page. `?` always works. */
export function useKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const onKeyDown = (key: KeyboardEvent) => {
      if (key.defaultPrevented || key.ctrlKey || key.metaKey || key.altKey || (key.target as Element).matches?.(fields)) return
      const act = Object.hasOwn(latest.current, key.key) ? latest.current[key.key] : undefined
      if (!act || document.querySelector(boxes) || (key.key !== '?' && !keysAreOn())) return
      key.preventDefault()
      act()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
