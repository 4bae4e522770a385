import type { JobHandler } from '../jobs/handler.ts'
import type { Found, LookUpKind } from '../model/capabilities.ts'
import { askPlatform, openLine, type AskDeps } from '../outbox/askPlatform.ts'
import type { Answer, Asked } from './lookUpJob.ts'

/** Somebody waits for an answer: sooner again than other reads after trouble of the account. */
const troubledMs = 30_000

/**
 * Asks the platform for what a webhook left out. The answer, or why there is none, is stored as an occurrence. Asking twice changes
 * nothing. Calls stay within the account's rate limits for reads, respect its circuit breaker, and wait while its secrets cannot be used:
 * that uses up no attempt, and is retried for a day.
 */
export const lookUp = (deps: AskDeps): JobHandler => ({
  backoffMs: [5_000, 30_000, 120_000, 600_000, 1_800_000],
  timeLimitMs: 30_000,
  repeatable: true,
  waitsForAccount: true,
  async run(job) {
    const accountId = job.accountId!
    const { ask, subject } = job.data as Asked
    const line = await openLine(deps, accountId, ({ lookUps }) => lookUps?.[ask], troubledMs)
    if ('kind' in line) return line
    const { part, as } = line
    const asked = await askPlatform<Found[LookUpKind]>(deps, accountId, part.limit, () => part.read(deps.http, as, subject), troubledMs)
    if ('outcome' in asked) return asked.outcome
    if ('refused' in asked) return { kind: 'failed', code: asked.refused.code }
    return { kind: 'done', result: { found: asked.found } satisfies Answer }
  },
  gaveUp: (_, code): Answer => ({ failed: code }),
})
