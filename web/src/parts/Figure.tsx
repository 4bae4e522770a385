import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { classes } from './classes.ts'

/** A row of figures with its title. */
export function Figures({ title, columns, children }: { title: string; columns: 3 | 4; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-3 text-lg font-bold">
        {title}
      </h2>
      <dl className={classes('grid grid-cols-2 gap-3', columns === 4 ? 'lg:grid-cols-4' : 'lg:grid-cols-3')}>{children}</dl>
    </section>
  )
}

/** One figure, with what it is and what is to be known of it. In: a number, or a text as it is shown. */
export function Figure({ label, value, under = [] }: { label: string; value: number | string; under?: string[] }) {
  const { i18n } = useTranslation()
  return (
    <div className="min-w-0 rounded-2xl border border-line bg-card px-4 py-3.5 shadow-card">
      <dt className="text-sm text-soft">{label}</dt>
      <dd>
        <span className="text-3xl font-extrabold tracking-tight tabular-nums">
          {typeof value === 'number' ? value.toLocaleString(i18n.language) : value}
        </span>
        {under.map((text) => (
          <span key={text} className="block text-sm text-soft">
            {text}
          </span>
        ))}
      </dd>
    </div>
  )
}
