import { Check, Copy } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from './Button.tsx'
import { Field } from './Field.tsx'

type Props = { label: string; value: string; hint?: string; copyLabel: string; copiedLabel: string }
const shownMs = 2_000

/** A text to copy, whole and selectable: where the browser allows no access to the clipboard (plain http), it is selected instead. */
export function CopyField({ label, value, hint, copyLabel, copiedLabel }: Props) {
  const box = useRef<HTMLTextAreaElement>(null)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), shownMs)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    box.current?.select()
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
    } catch {
      // Also when there is no clipboard at all. The older way works without permission.
      setCopied(document.execCommand('copy'))
    }
  }
  return (
    <Field label={label} {...(hint ? { hint } : {})}>
      {(ids) => (
        <div className="flex flex-col items-start gap-2 sm:flex-row">
          <textarea
            {...ids}
            ref={box}
            readOnly
            rows={1}
            spellCheck={false}
            value={value}
            onFocus={(focus) => focus.target.select()}
            className="field field-sizing-content min-h-11 w-full min-w-0 resize-none font-mono text-xs leading-5 wrap-anywhere"
          />
          <Button className="min-h-11" onClick={() => void copy()}>
            {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
            <span aria-live="polite">{copied ? copiedLabel : copyLabel}</span>
            <span className="sr-only">: {label}</span>
          </Button>
        </div>
      )}
    </Field>
  )
}
