import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './look.css'
import { Toaster } from 'sonner'
import { makeQueryClient } from './queries.ts'
import { makeRouter } from './router.tsx'
import { applyTheme, chosenTheme } from './theme.ts'
import { startWords } from './words.ts'

applyTheme(chosenTheme())
await startWords()

const client = makeQueryClient()
const router = makeRouter(client)
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
      <Toaster
        position="bottom-center"
        gap={8}
        mobileOffset={{ bottom: '5rem' }}
        toastOptions={{
          unstyled: true,
          classNames: {
            toast: 'flex w-full items-center gap-3 rounded-xl bg-ink px-4 py-3 text-sm text-page shadow-lift',
            title: 'font-semibold',
            description: 'opacity-85',
            content: 'grow min-w-0',
            icon: 'hidden',
            actionButton: 'rounded-lg px-2.5 py-1 font-bold underline underline-offset-4 hover:no-underline shrink-0',
          },
        }}
      />
    </QueryClientProvider>
  </StrictMode>,
)
