import { lazy, Suspense, useSyncExternalStore } from 'react'

type Options = { description?: string; duration?: number; action?: { label: string; onClick: () => void } }

// What shows the notes is fetched with the first note: the first page does without it.
const Notes = lazy(async () => ({ default: (await import('./Notes.tsx')).Notes }))
let wanted = false
const watchers = new Set<() => void>()
let nowReady: () => void = () => undefined
const ready = new Promise<void>((resolve) => (nowReady = resolve))

/** Stands once at the root of the pages: where `tell` shows its notes. */
export function NotesOutlet() {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => wanted,
  )
  return shown ? (
    <Suspense>
      <Notes onReady={nowReady} />
    </Suspense>
  ) : null
}

async function show(kind: 'plain' | 'bad', text: string, options: Options) {
  wanted = true
  for (const watcher of watchers) watcher()
  const [{ toast }] = await Promise.all([import('sonner'), ready])
  if (kind === 'bad') toast.error(text, options)
  else toast(text, options)
}

/** Tells in passing what was done, with a way back where there is one. In: words, perhaps an action. Errors: none. */
export const tell = (text: string, options: Options = {}) => void show('plain', text, options)
/** Tells what did not work. */
export const tellBad = (text: string, options: Options = {}) => void show('bad', text, options)
