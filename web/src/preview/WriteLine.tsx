import { ArrowUp } from 'lucide-react'
import { useState } from 'react'

/** The input at the bottom of the phone. */
export function WriteLine({
  label,
  placeholder,
  send,
  onSend,
}: {
  label: string
  placeholder: string
  send: string
  onSend: (text: string) => void
}) {
  const [text, setText] = useState('')
  return (
    <form
      className="flex shrink-0 items-center gap-1.5 border-t border-line p-2"
      onSubmit={(submit) => {
        submit.preventDefault()
        // The phone is inside the builder's form, which must not be submitted.
        submit.stopPropagation()
        if (text.trim()) onSend(text.trim())
        setText('')
      }}
    >
      <input
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={(change) => setText(change.target.value)}
        className="h-9 min-w-0 grow rounded-full bg-sunk px-3.5 text-[1rem] outline-offset-0 sm:text-sm"
      />
      <button
        type="submit"
        aria-label={send}
        disabled={!text.trim()}
        className="grid size-9 shrink-0 place-items-center rounded-full bg-accent text-on-accent disabled:bg-sunk disabled:text-soft"
      >
        <ArrowUp className="size-4" aria-hidden />
      </button>
    </form>
  )
}
