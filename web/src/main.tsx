import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { LastResort } from './frame/LastResort.tsx'
import './look.css'
import './parts/opener.ts'
import { NotesOutlet } from './parts/notes.tsx'
import { makeQueryClient, queries } from './queries.ts'
import { makeRouter } from './router.tsx'
import { applyTheme, chosenTheme } from './theme.ts'
import { startWords } from './words.ts'

applyTheme(chosenTheme())
const client = makeQueryClient()
const router = makeRouter(client)
// Loads what the first page needs in parallel instead of one after the other: on a slow connection that saves seconds.
for (const query of [queries.setup, queries.me]) void client.prefetchQuery(query as typeof queries.setup)
for (const { routeId } of router.matchRoutes(router.latestLocation) as { routeId: string }[]) {
  const { component } = (router.routesById as Record<string, { options: { component?: unknown } }>)[routeId]?.options ?? {}
  void (component as { preload?: () => Promise<void> } | undefined)?.preload?.()
}
await startWords()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <LastResort>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <NotesOutlet />
      </QueryClientProvider>
    </LastResort>
  </StrictMode>,
)
