import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'

const gatherMs = 100
const keepAliveMs = 20_000

/** Server-sent events: which topics of the workspace changed, gathered for a tenth of a second, so that open pages read again by themselves. */
export function streamRoute(app: Api, deps: Deps): void {
  const open = new Set<() => void>()
  app.addHook('preClose', async () => {
    for (const end of open) end()
  })

  app.get(
    '/api/stream',
    { schema: { tags: ['events'], summary: 'Server-sent events: `change` with the topics that changed', produces: ['text/event-stream'] } },
    async (request, reply) => {
      const { workspaceId } = principalOf(request)
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' })
      raw.write('retry: 1000\n\n')
      const changed = new Set<string>()
      let gathering = false
      const flush = () => {
        gathering = false
        raw.write(`event: change\ndata: ${JSON.stringify({ topics: [...changed] })}\n\n`)
        changed.clear()
      }
      const off = deps.wake.on((topic, workspace) => {
        if (workspace !== workspaceId) return
        changed.add(topic)
        if (gathering) return
        gathering = true
        void deps.clock.wait(gatherMs).then(flush)
      })
      const alive = deps.clock.every(keepAliveMs, () => void raw.write(': here\n\n'))
      const end = () => {
        off()
        alive.stop()
        open.delete(end)
        raw.end()
      }
      open.add(end)
      raw.on('close', end)
    },
  )
}
