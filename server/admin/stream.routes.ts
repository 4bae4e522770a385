import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf, type Access } from '../auth/access.ts'
import { keyCacheMs } from '../auth/keys.ts'
import type { Deps } from '../deps.ts'
import type { Permission } from '../model/permission.ts'
import { everyWorkspace, type Topic } from '../platform/wake.ts'

/** The permission to read what a topic is about, and so to be notified of it; null: for loops, not sent to pages. */
const neededFor: Record<Topic, Permission | null> = {
  bodies: null,
  outbox: null,
  occurrences: null,
  endpoints: null,
  access: null,
  jobs: 'jobs.read',
  events: 'events.read',
  messages: 'messages.read',
  leads: 'leads.read',
  contacts: 'contacts.read',
  conversations: 'conversations.read',
  automations: 'automations.read',
  accounts: 'accounts.read',
}

const gatherMs = 100
/** Sent as an event, not as a comment: a page that receives nothing for longer knows that its connection is dead. */
const keepAliveMs = 20_000
/** Processes notify each other of logins that ended (`onForget`). In case a notification is missed, and for the end of a key. */
const askAgainMs = { user: 5_000, key: keyCacheMs }

/**
 * Server-sent events: which topics of the workspace changed, in this process or another (platform/changes.queries.ts), collected for a
 * tenth of a second, so that open pages reload their data.
 */
export function streamRoute(app: Api, deps: Deps, access: Access): void {
  const open = new Set<() => void>()
  app.addHook('preClose', async () => {
    for (const end of open) end()
  })

  app.get(
    '/api/stream',
    {
      config: { may: 'signed_in' },
      exposeHeadRoute: false, // it would hold a connection open and send nothing
      schema: {
        tags: ['events'],
        summary: 'Server-sent events: `change` with the topics that changed',
        response: { 200: { description: 'Open until the session ends', content: { 'text/event-stream': { schema: z.string() } } } },
      },
    },
    async (request, reply) => {
      let who = principalOf(request)
      const { workspaceId } = who
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
      const off = deps.wake.on((topic, workspace, accounts) => {
        const needed = neededFor[topic]
        if ((workspace !== workspaceId && workspace !== everyWorkspace) || !needed || !who.permissions.has(needed)) return
        const { accountIds } = who
        if (accountIds && accounts && !accounts.some((one) => accountIds.includes(one))) return
        changed.add(topic)
        if (gathering) return
        gathering = true
        void deps.clock.wait(gatherMs).then(flush)
      })
      const alive = deps.clock.every(keepAliveMs, () => void raw.write('event: here\ndata: {}\n\n'))
      // A stream ends with its login, and reports only topics that the caller may still read.
      const askAgain = () =>
        void access.resolve(request).then(
          (principal) => {
            if (principal?.workspaceId !== workspaceId) return end()
            who = principal
          },
          () => {}, // the database is unavailable: checked again in a moment
        )
      const asking = deps.clock.every(askAgainMs[who.kind], askAgain)
      const forgotten = access.onForget(askAgain)
      const end = () => {
        off()
        alive.stop()
        asking.stop()
        forgotten.off()
        open.delete(end)
        raw.end()
      }
      open.add(end)
      raw.on('close', end)
    },
  )
}
