import { X } from 'lucide-react'
import { useEffect, useId, useState, type KeyboardEvent } from 'react'
import { classes } from './classes.ts'
import { Field } from './Field.tsx'

type Props = {
  label: string
  bare?: boolean
  /** `isBad`: it cannot be chosen any more. */
  chosen: { id: string; label: string; isBad?: boolean }[]
  /** What fits the search, without what is chosen. `note`: what sort of thing it is. */
  options: { id: string; label: string; note?: string }[]
  /** They are still those of an earlier search. */
  busy: boolean
  /** Shown when nothing fits. */
  none: string
  placeholder: string
  removeLabel: (label: string) => string
  /** Called when the typing pauses. */
  onSearch: (text: string) => void
  onAdd: (id: string) => void
  onRemove: (id: string) => void
  error?: string | undefined
  /** One at most: the field is there only while none is chosen. */
  single?: boolean
}

const pauseMs = 250

/** Chosen things as chips, and a field that finds more: arrow keys and Enter choose, Escape closes the list, Backspace removes the last. */
export function Picker({
  label,
  bare,
  chosen,
  options,
  busy,
  none,
  placeholder,
  removeLabel,
  onSearch,
  onAdd,
  onRemove,
  single,
  error,
}: Props) {
  const listId = useId()
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const [searched, setSearched] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => {
      setSearched(text.trim())
      onSearch(text.trim())
    }, pauseMs)
    return () => clearTimeout(timer)
    // Only what is typed starts the wait
  }, [text])
  // Until they are the ones that fit what is typed, Enter chooses none of them.
  const isSearching = busy || text.trim() !== searched
  const active = isSearching ? undefined : options[Math.min(at, options.length - 1)]
  const optionId = (id: string) => `${listId}-${options.findIndex((one) => one.id === id)}`
  const close = () => {
    setOpen(false)
    setAt(0)
  }
  const add = (id: string) => {
    onAdd(id)
    setText('')
    onSearch('')
    close()
  }
  const onKeyDown = (key: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[key.key]
    if (step) {
      key.preventDefault()
      if (isOpen) setAt((now) => (Math.min(now, options.length - 1) + step + options.length) % Math.max(options.length, 1))
      setOpen(true)
    } else if (key.key === 'Enter') {
      // Not the form around it.
      key.preventDefault()
      if (isOpen && active) add(active.id)
    } else if (key.key === 'Escape' && isOpen) {
      close()
    } else if (key.key === 'Backspace' && text === '' && chosen.length) onRemove(chosen.at(-1)!.id)
  }
  return (
    <Field label={label} error={error} {...(bare ? { bare } : {})} className="min-w-0 grow">
      {(ids) => (
        <div className="relative min-w-0">
          <div className="flex min-h-11 flex-wrap items-center gap-1.5 rounded-lg border border-edge/70 bg-card p-1.5 focus-within:border-accent focus-within:outline-2 focus-within:outline-accent hover:border-edge">
            {chosen.map((one) => (
              <span
                key={one.id}
                className={classes(
                  'inline-flex max-w-full items-center gap-0.5 rounded-md py-0.5 pr-0.5 pl-2.5 text-sm font-semibold',
                  one.isBad ? 'bg-warn-tint text-warn' : 'bg-tint text-accent-deep',
                )}
              >
                <span className="truncate">{one.label}</span>
                <button
                  type="button"
                  aria-label={removeLabel(one.label)}
                  onClick={() => onRemove(one.id)}
                  className="grid size-6 shrink-0 place-items-center rounded hover:bg-accent/15"
                >
                  <X className="size-3.5" aria-hidden />
                </button>
              </span>
            ))}
            {!(single && chosen.length) && (
              <input
                {...ids}
                role="combobox"
                aria-expanded={isOpen}
                aria-controls={listId}
                aria-autocomplete="list"
                {...(isOpen && active ? { 'aria-activedescendant': optionId(active.id) } : {})}
                autoComplete="off"
                value={text}
                placeholder={placeholder}
                onChange={(change) => {
                  setText(change.target.value)
                  setAt(0)
                  setOpen(true)
                }}
                onFocus={() => setOpen(true)}
                onClick={() => setOpen(true)}
                onBlur={close}
                onKeyDown={onKeyDown}
                className="w-32 min-w-0 grow bg-transparent px-1.5 py-1 text-[1rem] outline-none sm:text-base"
              />
            )}
          </div>
          <ul
            id={listId}
            role="listbox"
            aria-label={label}
            hidden={!isOpen || options.length === 0}
            // A dialog scrolls and would cut the list off: there it takes room of its own.
            className="absolute inset-x-0 top-full z-40 mt-1 max-h-64 in-[[role=alertdialog]]:static in-[[role=alertdialog]]:max-h-48 overflow-y-auto rounded-lg border border-line bg-card p-1 shadow-lift"
          >
            {options.map((one) => (
              <li
                key={one.id}
                id={optionId(one.id)}
                role="option"
                aria-selected={one === active}
                ref={one === active && isOpen ? (shown) => shown?.scrollIntoView({ block: 'nearest' }) : undefined}
                // The field keeps the focus.
                onMouseDown={(press) => press.preventDefault()}
                onClick={() => add(one.id)}
                className={classes(
                  'flex cursor-pointer items-baseline gap-3 rounded-md px-2.5 py-2 text-sm',
                  one === active ? 'bg-sunk' : 'hover:bg-sunk/60',
                )}
              >
                <span className="min-w-0 grow truncate">{one.label}</span>
                {one.note && <span className="shrink-0 text-xs text-soft">{one.note}</span>}
              </li>
            ))}
          </ul>
          <p
            role="status"
            className={classes('mt-1.5 text-sm text-soft', !(isOpen && !isSearching && options.length === 0 && text.trim()) && 'sr-only')}
          >
            {isOpen && !isSearching && options.length === 0 && text.trim() ? none : ''}
          </p>
        </div>
      )}
    </Field>
  )
}
