import type { JobHandler } from '../jobs/handler.ts'
import type { PresenceAsked } from '../model/presence.ts'
import { askPlatform, openLine, type AskDeps } from './askPlatform.ts'
import { findPresentTo } from './presence.queries.ts'

/**
 * Shows a person that they were read, or that an answer comes. It is no message, and no message waits for it: what the platform refuses, or
 * does not answer soon, is left.
 */
export const presence = (deps: AskDeps): JobHandler => ({
  backoffMs: [2_000],
  timeLimitMs: 30_000,
  repeatable: true,
  waitsForAccount: true,
  async run(job) {
    const asked = job.data as PresenceAsked
    const accountId = job.accountId!
    const now = deps.clock.now()
    const to = await findPresentTo(deps.system, asked, now)
    const line = to && (await openLine(deps, accountId, (channel) => channel.presence))
    if (!line) return { kind: 'done' }
    if ('kind' in line) return line
    const { part, as } = line
    if (now.getTime() - to.at.getTime() >= part.markableMs) return { kind: 'done' }
    const act = asked.act === 'read' ? part.markRead : part.showTyping
    const done = await askPlatform(deps, accountId, part.rate, () => act(deps.http, as, to))
    return 'outcome' in done ? done.outcome : { kind: 'done' }
  },
  gaveUp: () => null,
})
