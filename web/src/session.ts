import { useSyncExternalStore } from 'react'

let ended = false
let leaving = false
const watchers = new Set<() => void>()
const set = (next: boolean) => {
  if (next === ended) return
  ended = next
  for (const watcher of watchers) watcher()
}

/** The server no longer knows who asks, while pages are open: SignInAgain.tsx asks for the password over what is open. */
export const endSession = () => set(!leaving)
/** Somebody signs out: that the server does not know them any more is what they want. */
export const leaveSession = () => {
  leaving = true
  set(false)
}
/** Somebody is signed in. */
export const resumeSession = () => {
  leaving = false
  set(false)
}

/** Whether somebody who was signed in has to sign in again. */
export const useSessionEnded = () =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => ended,
  )
