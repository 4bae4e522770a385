import { useId, type ReactNode } from 'react'

/** A part of a page: its title, and its content in a card. `id`: where links on the page lead. */
export function Section({ id, title, children }: { id?: string; title: string; children: ReactNode }) {
  const titleId = useId()
  return (
    <section id={id} aria-labelledby={titleId} className="mt-10 scroll-mt-20">
      <h2 id={titleId} className="mb-4 text-lg font-bold wrap-anywhere">
        {title}
      </h2>
      <div className="grid gap-5 rounded-2xl border border-line bg-card p-5 shadow-card">{children}</div>
    </section>
  )
}
