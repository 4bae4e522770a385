import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'

/** Searches once the typing pauses, so that the list does not jump at every letter. */
export function SearchField({ label, value, onSearch }: { label: string; value: string; onSearch: (text: string | undefined) => void }) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onSearch(text.trim() || undefined), 300)
    return () => clearTimeout(timer)
    // Only what is typed starts the wait
  }, [text])
  return (
    <label className="relative col-span-2 block grow sm:max-w-xs">
      <span className="sr-only">{label}</span>
      <Search className="pointer-events-none absolute top-3 left-3 size-4 text-soft" aria-hidden />
      <input
        type="search"
        value={text}
        onChange={(change) => setText(change.target.value)}
        placeholder={label}
        className="field w-full pl-9"
      />
    </label>
  )
}
