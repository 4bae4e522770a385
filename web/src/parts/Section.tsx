import { useId, type ReactNode } from 'react'

/** A part of a page: its title, and its content in a card. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="mt-10">
      <h2 id={id} className="mb-4 text-lg font-bold">
        {title}
      </h2>
      <div className="grid gap-5 rounded-2xl border border-line bg-card p-5 shadow-card">{children}</div>
    </section>
  )
}
