import { X } from 'lucide-react'
import { useId, useState, type ChangeEvent } from 'react'
import { Field } from './Field.tsx'

type Props = {
  label: string
  words: string[]
  onChange: (words: string[]) => void
  placeholder: string
  hint?: string
  error?: string | undefined
  removeLabel: (word: string) => string
  bare?: boolean
  /** Suggestions of the browser while typing. */
  suggestions?: string[]
}

/** Words or phrases as chips: Enter or a comma adds, Backspace in the empty field removes the last. Pasted lists are split. */
export function WordsInput({ label, words, onChange, placeholder, hint, error, removeLabel, bare, suggestions }: Props) {
  const list = useId()
  const [draft, setDraft] = useState('')

  const add = (text: string) => {
    const fresh = text
      .split(/[,\n]/)
      .map((word) => word.trim())
      .filter(Boolean)
    const known = new Set(words.map((word) => word.toLowerCase()))
    const added = fresh.filter((word) => !known.has(word.toLowerCase()) && known.add(word.toLowerCase()))
    if (added.length > 0) onChange([...words, ...added])
    setDraft('')
  }

  return (
    <Field label={label} {...(hint ? { hint } : {})} {...(error ? { error } : {})} {...(bare ? { bare } : {})}>
      {(ids) => (
        <div className="flex min-h-11 flex-wrap items-center gap-1.5 rounded-lg border border-edge/70 bg-card p-1.5 focus-within:border-accent focus-within:outline-2 focus-within:outline-accent hover:border-edge">
          {words.map((word) => (
            <span
              key={word}
              className="inline-flex max-w-full items-center gap-0.5 rounded-md bg-tint py-0.5 pr-0.5 pl-2.5 text-sm font-semibold text-accent-deep"
            >
              <span className="truncate">{word}</span>
              <button
                type="button"
                aria-label={removeLabel(word)}
                onClick={() => onChange(words.filter((other) => other !== word))}
                className="grid size-6 place-items-center rounded hover:bg-accent/15"
              >
                <X className="size-3.5" aria-hidden />
              </button>
            </span>
          ))}
          <input
            {...ids}
            value={draft}
            placeholder={words.length === 0 ? placeholder : ''}
            {...(suggestions ? { list } : {})}
            onChange={(change) => (isWhole(change) ? add(change.target.value) : setDraft(change.target.value))}
            onKeyDown={(key) => {
              if (key.key === 'Enter') {
                key.preventDefault()
                add(draft)
              } else if (key.key === 'Backspace' && draft === '') onChange(words.slice(0, -1))
            }}
            onBlur={() => add(draft)}
            className="w-28 grow bg-transparent px-1.5 py-1 text-[1rem] outline-none sm:text-base"
          />
          {suggestions && (
            <datalist id={list}>
              {suggestions.map((word) => (
                <option key={word} value={word} />
              ))}
            </datalist>
          )}
        </div>
      )}
    </Field>
  )
}

/** A comma ends a word, and so does a suggestion: the input type of the event tells which it was. */
const isWhole = ({ target, nativeEvent }: ChangeEvent<HTMLInputElement>) =>
  /[,\n]/.test(target.value) || (nativeEvent as InputEvent).inputType === 'insertReplacementText'
