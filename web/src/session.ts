import { useSyncExternalStore } from 'react'

let ended = false
let leaving = false
const watchers = new Set<() => void>()
const set = (next: boolean) => {
  if (next === ended) return
  ended = next
  for (const watcher of watchers) watcher()
}

/** The session has ended while pages are open: SignInAgain.tsx asks for the password over them. */
export const endSession = () => set(!leaving)
/** The user signs out: the end of the session is then expected. */
export const leaveSession = () => {
  leaving = true
  set(false)
}
/** A user is signed in. */
export const resumeSession = () => {
  leaving = false
  set(false)
}

/** Whether the user must sign in again. */
export const useSessionEnded = () =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => ended,
  )
