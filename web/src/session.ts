import { useSyncExternalStore } from 'react'

let ended = false
const watchers = new Set<() => void>()
const set = (next: boolean) => {
  if (next === ended) return
  ended = next
  for (const watcher of watchers) watcher()
}

/** The server no longer knows who asks, while pages are open: SignInAgain.tsx asks for the password over what is open. */
export const endSession = () => set(true)
export const resumeSession = () => set(false)

/** Whether somebody who was signed in has to sign in again. */
export const useSessionEnded = () =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => ended,
  )
