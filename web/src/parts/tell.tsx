import { useEffect, useSyncExternalStore } from 'react'
import { toast, Toaster } from 'sonner'

type Options = { description?: string; duration?: number; action?: { label: string; onClick: () => void } }

let wanted = false
const watchers = new Set<() => void>()
let nowReady: () => void = () => undefined
const ready = new Promise<void>((resolve) => (nowReady = resolve))

/**
 * Stands once at the root of the pages: where `tell` shows its notes. It is part of the first script: a note that something cannot be reached must
 * not have to be fetched itself.
 */
export function NotesOutlet() {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => wanted,
  )
  // Nothing at all until there is a note: index.html shows its own page while the root is empty.
  return shown ? <Notes /> : null
}

function Notes() {
  useEffect(nowReady, [])
  return (
    <Toaster
      position="top-center"
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: 'pointer-events-auto flex w-full items-center gap-3 rounded-xl bg-ink px-4 py-3 text-sm text-page shadow-lift',
          title: 'font-semibold',
          description: 'opacity-85',
          content: 'grow min-w-0',
          icon: 'hidden',
          actionButton: 'rounded-lg px-2.5 py-1 font-bold underline underline-offset-4 hover:no-underline shrink-0',
        },
      }}
    />
  )
}

async function show(kind: 'plain' | 'bad', text: string, options: Options) {
  wanted = true
  for (const watcher of watchers) watcher()
  await ready
  if (kind === 'bad') toast.error(text, options)
  else toast(text, options)
}

/** Tells in passing what was done, with a way back where there is one. In: words, perhaps an action. Errors: none. */
export const tell = (text: string, options: Options = {}) => void show('plain', text, options)
/** Tells what did not work. */
export const tellBad = (text: string, options: Options = {}) => void show('bad', text, options)
