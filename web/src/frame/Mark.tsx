import { classes } from '../parts/classes.ts'

/** The logo: a comment bubble whose two lines are a question and a reply. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={classes('size-8 shrink-0', className)}>
      <path
        className="fill-accent"
        d="M7 3h18a5 5 0 0 1 5 5v11a5 5 0 0 1-5 5H14l-6.6 5.3c-.7.5-1.4.1-1.4-.7V24a5 5 0 0 1-4-5V8a5 5 0 0 1 5-5Z"
      />
      <path
        className="fill-on-accent"
        d="M8.5 9.2h9a1.4 1.4 0 0 1 0 2.8h-9a1.4 1.4 0 0 1 0-2.8Zm6 5.8h9a1.4 1.4 0 0 1 0 2.8h-9a1.4 1.4 0 0 1 0-2.8Z"
      />
    </svg>
  )
}
