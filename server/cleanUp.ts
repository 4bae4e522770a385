import { writeAudits } from './audit/audit.queries.ts'
import { findAllWorkspaces } from './auth/principals.queries.ts'
import type { CleanedUp } from './commands/cleanup.ts'
import type { CommandTools } from './commands/command.ts'
import { oldLeads } from './leads/oldLeads.job.ts'
import type { Job } from './model/job.ts'
import { countAllExpired, expiringTables, removeExpired } from './platform/belongings/removeExpired.queries.ts'
import { oldRequests } from './privacy/oldRequests.job.ts'
import { withDeps } from './withDeps.ts'

const never = new AbortController().signal

/** Removes what the workspaces keep no longer, for the command line. In: `isDry`: it is only counted. Out: the rows of each table. */
export const cleanUp = (tools: CommandTools, url: string, isDry: boolean): Promise<CleanedUp> =>
  withDeps(tools, url, async (deps) => {
    const { system } = deps.databases
    const now = deps.clock.now()
    if (isDry) return countAllExpired(system, now)
    const own = { jobs: system, clock: deps.clock }
    const cleaned: CleanedUp = []
    for (const { table } of expiringTables) {
      let rows = 0
      for (;;) {
        const removed = await removeExpired(system, table, now)
        rows += removed.rows
        if (!removed.mayBeMore) break
      }
      cleaned.push({ table, rows })
    }
    for (const handler of [oldLeads(own), oldRequests(own)]) await handler.run({} as Job, never)
    const workspaces = await findAllWorkspaces(system)
    await system.transaction().execute((trx) =>
      writeAudits(
        trx,
        deps,
        workspaces.map(({ id }) => ({ workspaceId: id, actor: 'command', action: 'clean_up', subject: 'workspace', subjectId: id })),
      ),
    )
    return cleaned
  })
