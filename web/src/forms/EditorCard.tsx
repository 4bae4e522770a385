import { useId, type ReactNode } from 'react'

/** One part of the editor: its title, what it is for, its fields. */
export function EditorCard({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid gap-4 rounded-2xl border border-line bg-card p-4 shadow-card sm:p-5">
      <div>
        <h3 id={id} className="text-[1.0625rem] font-bold">
          {title}
        </h3>
        {text && <p className="mt-0.5 text-sm text-soft">{text}</p>}
      </div>
      {children}
    </section>
  )
}
