import { useEffect, useRef, useSyncExternalStore } from 'react'

type Options = { description?: string; duration?: number; action?: { label: string; onClick: () => void } }
type Note = Options & { id: number; text: string; bad: boolean }

const usualMs = 5_000
const most = 3
let notes: Note[] = []
let last = 0
const watchers = new Set<() => void>()
const set = (next: Note[]) => {
  notes = next
  for (const watcher of watchers) watcher()
}
const drop = (id: number) => set(notes.filter((note) => note.id !== id))
const show = (text: string, bad: boolean, options: Options) => set([...notes, { ...options, id: ++last, text, bad }].slice(-most))

/** Shows a passing note about what was done, with an undo action where there is one. In: text, optional action. Errors: none. */
export const showNote = (text: string, options: Options = {}) => show(text, false, options)
/** Shows a note about what failed. */
export const showError = (text: string, options: Options = {}) => show(text, true, options)

/**
 * Rendered once at the root of the pages: here `showNote` shows its notes. Part of the first script, and small: a note that something
 * cannot be loaded must not need loading itself.
 */
export function NotesOutlet() {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => notes,
  )
  // Renders nothing without notes: index.html shows its own page as long as the root is empty.
  if (shown.length === 0) return null
  return (
    <ol data-notes className="pointer-events-none fixed inset-x-0 top-3 z-90 mx-auto grid w-[min(26rem,calc(100vw-2rem))] gap-2">
      {shown.map((note) => (
        <NoteLine key={note.id} note={note} />
      ))}
    </ol>
  )
}

/** One note. It stays while the pointer or the focus is on it, so that there is time to read it. */
function NoteLine({ note }: { note: Note }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const stay = () => clearTimeout(timer.current)
  const wait = () => {
    stay()
    timer.current = setTimeout(() => drop(note.id), note.duration ?? usualMs)
  }
  useEffect(() => {
    wait()
    return stay
    // Each note has its own time, from when it was shown
  }, [])
  return (
    <li
      role={note.bad ? 'alert' : 'status'}
      onPointerEnter={stay}
      onPointerLeave={wait}
      onFocus={stay}
      onBlur={wait}
      onKeyDown={(key) => key.key === 'Escape' && drop(note.id)}
      className="pointer-events-auto flex animate-rise items-center gap-3 rounded-xl bg-ink px-4 py-3 text-sm text-page shadow-lift"
    >
      <span className="min-w-0 grow">
        <span className="block font-semibold">{note.text}</span>
        {note.description && <span className="block opacity-85">{note.description}</span>}
      </span>
      {note.action && (
        <button
          type="button"
          onClick={() => {
            drop(note.id)
            note.action?.onClick()
          }}
          className="shrink-0 rounded-lg px-2.5 py-1 font-bold underline underline-offset-4 hover:no-underline focus-visible:outline-page"
        >
          {note.action.label}
        </button>
      )}
    </li>
  )
}
