import type { JobHandler } from '../jobs/handler.ts'
import type { Db } from '../platform/db.ts'
import type { Vault } from '../platform/vault.queries.ts'
import { sealAudit } from './audit.ts'

/** Seals audit rows after their commit. Until then a change of one would not be noticed, so it runs often. */
export const sealAuditJob = (deps: { vault: Vault; system: Db }): JobHandler => ({
  backoffMs: [10_000],
  timeLimitMs: 300_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 60_000, missed: 'latest' },
  async run(_, signal) {
    await sealAudit(deps, signal)
    return { kind: 'done' }
  },
})
