import { useEffect, type ReactNode } from 'react'
import { Mark } from '../frame/Mark.tsx'
import { Scene } from '../frame/Scene.tsx'

/** A page for who is not signed in: the name of the product, a title, and a form. */
export function DoorPage({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · AutoDM Hub`
  }, [title])
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(34rem,1fr)_minmax(0,0.85fr)]">
      <main className="mx-auto flex w-full max-w-sm flex-col justify-center px-5 py-10">
        <Mark className="size-12" />
        <h1 className="mt-5 text-[1.75rem] leading-tight font-extrabold tracking-tight">{title}</h1>
        {text && <p className="mt-1.5 text-soft">{text}</p>}
        <div className="mt-7 grid gap-5">{children}</div>
      </main>
      <Scene />
    </div>
  )
}
