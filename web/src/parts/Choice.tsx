import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import { classes } from './classes.ts'

type Props<T extends string> = {
  label: string
  value: T
  onChange: (value: T) => void
  options: { value: T; label: ReactNode }[]
  className?: string
}

const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }

/** One of two to four options, all visible. One stop for the Tab key; arrow keys choose the next. */
export function Choice<T extends string>({ label, value, onChange, options, className }: Props<T>) {
  const group = useRef<HTMLDivElement>(null)
  const chosen = options.findIndex((option) => option.value === value)
  const onKeyDown = (key: KeyboardEvent) => {
    const step = steps[key.key]
    if (!step) return
    key.preventDefault()
    const at = [...(group.current?.children ?? [])].indexOf(document.activeElement as Element)
    const next = (at + step + options.length) % options.length
    const option = options[next]
    if (option && option.value !== value) onChange(option.value)
    ;(group.current?.children[next] as HTMLElement | undefined)?.focus()
  }
  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={label}
      onKeyDown={onKeyDown}
      className={classes('inline-flex rounded-lg bg-sunk p-0.5', className)}
    >
      {options.map((option, at) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={at === Math.max(chosen, 0) ? 0 : -1}
          onClick={() => option.value !== value && onChange(option.value)}
          className="min-h-8 grow rounded-md px-3 py-1 text-sm leading-tight font-semibold text-soft transition-colors hover:text-ink aria-checked:bg-raised aria-checked:text-ink aria-checked:shadow-card"
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
