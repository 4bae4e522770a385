import { ChevronDown, CircleAlert } from 'lucide-react'
import { useId, type ComponentProps, type ReactNode } from 'react'
import { classes } from './classes.ts'

type FieldProps = {
  label: string
  /** Shown under the label, read out with the field. */
  hint?: ReactNode
  error?: string | undefined
  /** The label is only read out: the sentence around the field already shows it. */
  bare?: boolean
  className?: string
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}

/** A label, a field, its hint and its error, tied together for screen readers. */
export function Field({ label, hint, error, bare, className, children }: FieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={classes('grid content-start gap-1.5', className)}>
      <label htmlFor={id} className={bare ? 'sr-only' : 'text-sm font-semibold'}>
        {label}
      </label>
      {children({ id, ...(described ? { 'aria-describedby': described } : {}), ...(error ? { 'aria-invalid': true } : {}) })}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="flex items-start gap-1.5 text-sm text-bad">
          <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
          {error}
        </p>
      )}
    </div>
  )
}

type Common = Pick<FieldProps, 'label' | 'hint' | 'error' | 'bare'> & { boxClassName?: string }

/** One line of text with its label. */
export function TextField({ label, hint, error, bare, boxClassName, className, ...rest }: Common & ComponentProps<'input'>) {
  return (
    <Field {...{ label, hint, error, bare }} {...(boxClassName ? { className: boxClassName } : {})}>
      {(ids) => <input {...ids} {...rest} className={classes('field w-full', className)} />}
    </Field>
  )
}

/** Several lines of text; grows with its content. */
export function TextArea({ label, hint, error, bare, boxClassName, className, ...rest }: Common & ComponentProps<'textarea'>) {
  return (
    <Field {...{ label, hint, error, bare }} {...(boxClassName ? { className: boxClassName } : {})}>
      {(ids) => (
        <textarea
          rows={2}
          {...ids}
          {...rest}
          className={classes('field w-full [field-sizing:content] min-h-[4.25rem] resize-y', className)}
        />
      )}
    </Field>
  )
}

/** A choice from a short list: the browser's own control, which every phone and screen reader supports. */
export function SelectField({ label, hint, error, bare, boxClassName, className, ...rest }: Common & ComponentProps<'select'>) {
  return (
    <Field {...{ label, hint, error, bare }} {...(boxClassName ? { className: boxClassName } : {})}>
      {(ids) => (
        <div className={classes('relative w-fit max-w-full', className)}>
          <select {...ids} {...rest} className="field w-full appearance-none truncate pr-9" />
          <ChevronDown className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-soft" aria-hidden />
        </div>
      )}
    </Field>
  )
}
