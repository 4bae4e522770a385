import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './look.css'
import { NotesOutlet } from './parts/tell.tsx'
import { makeQueryClient, queries } from './queries.ts'
import { makeRouter } from './router.tsx'
import { applyTheme, chosenTheme } from './theme.ts'
import { startWords } from './words.ts'

applyTheme(chosenTheme())
await startWords()

const client = makeQueryClient(() => {
  client.removeQueries({ queryKey: queries.me.queryKey })
  void router.invalidate()
})
const router = makeRouter(client)
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
      <NotesOutlet />
    </QueryClientProvider>
  </StrictMode>,
)
