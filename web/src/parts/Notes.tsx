import { useEffect } from 'react'
import { Toaster } from 'sonner'

/** The notes at the foot of the page. In: whom to tell that it listens. */
export function Notes({ onReady }: { onReady: () => void }) {
  useEffect(onReady, [onReady])
  return (
    <Toaster
      position="top-center"
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: 'pointer-events-auto flex w-full items-center gap-3 rounded-xl bg-ink px-4 py-3 text-sm text-page shadow-lift',
          title: 'font-semibold',
          description: 'opacity-85',
          content: 'grow min-w-0',
          icon: 'hidden',
          actionButton: 'rounded-lg px-2.5 py-1 font-bold underline underline-offset-4 hover:no-underline shrink-0',
        },
      }}
    />
  )
}
