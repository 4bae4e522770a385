import type { JobHandler } from '../jobs/handler.ts'
import type { TemplateDefinition } from '../model/template.ts'
import { askPlatform, openLine, type AskDeps, type Asked } from '../outbox/askPlatform.ts'
import type { NewId } from '../platform/ids.ts'
import type { Wake } from '../platform/wake.ts'
import { noteRead, noteRefusal } from './syncs.queries.ts'
import { storeTemplates } from './templates.queries.ts'

export type TemplateDeps = AskDeps & { newId: NewId; wake: Wake }

type TemplatePage = { templates: TemplateDefinition[]; next: string | null }

/** More than a business may have (meta-platform.md 5.8). */
const mostPages = 100

/** After a refusal it is asked again three times, then with the next day: permissions come back, and tokens are renewed. */
const refusedMs = [600_000, 3_600_000, 14_400_000]

/** Reads all templates of an account's business, and stores them as they are there. What the platform no longer lists is removed. */
export const syncTemplates = (deps: TemplateDeps): JobHandler => ({
  backoffMs: [10_000, 60_000, 300_000, 900_000],
  timeLimitMs: 300_000,
  repeatable: true,
  waitsForAccount: true,
  // The next day reads them again.
  gaveUp: () => null,
  async run(job, signal) {
    const account = { id: job.accountId!, workspaceId: job.workspaceId! }
    const line = await openLine(deps, account.id, ({ templates }) => templates)
    if ('kind' in line) return line
    const { part, as } = line
    const found = new Map<string, TemplateDefinition>()
    let after: string | null = null
    for (let pages = 0; pages < mostPages; pages++) {
      if (signal.aborted) return { kind: 'later', code: 'timed_out', counts: true }
      const from: string | null = after
      const asked: Asked<TemplatePage> = await askPlatform(deps, account.id, part.rate, (): Promise<TemplatePage> =>
        part.list(deps.http, as, from),
      )
      if ('outcome' in asked) return asked.outcome
      if ('refused' in asked) {
        await noteRefusal(deps.system, account, asked.refused, deps.clock.now())
        deps.wake.tell('accounts', account.workspaceId, [account.id])
        const afterMs = refusedMs[Math.min(job.failures, refusedMs.length - 1)]!
        return { kind: 'later', code: asked.refused.code, counts: true, afterMs, attemptsAtMost: refusedMs.length + 1 }
      }
      for (const one of asked.found.templates) found.set(one.id, one)
      after = asked.found.next
      if (after === null) break
    }
    const rows = [...found.values()].map((definition) => ({ id: deps.newId(), definition }))
    // A list that is not read to its end removes nothing.
    const now = deps.clock.now()
    await deps.system.transaction().execute(async (trx) => {
      await storeTemplates(trx, account, rows, now, after === null)
      await noteRead(trx, account, now)
    })
    deps.wake.tell('accounts', account.workspaceId, [account.id])
    return { kind: 'done' }
  },
})
