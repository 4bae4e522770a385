import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { lockDeadLetters, type DeadFilter } from './deadLetters.queries.ts'

/** A message that failed or needs a person, locked. */
export type DeadRow = { id: string; epoch: number }

/** Runs a bulk action on all matching rows in one transaction with one audit row. `act` returns how many rows it changed. */
export async function changeDeadLetters(
  deps: Deps,
  who: Principal,
  filter: DeadFilter & { ids?: string[] | undefined },
  action: 'replay' | 'close',
  act: (trx: Trx, rows: DeadRow[]) => Promise<number>,
): Promise<number> {
  const count = await inWorkspace(deps.databases.web, who, async (trx) => {
    const rows = await lockDeadLetters(trx, filter)
    const done = await act(trx, rows)
    if (!done) return 0
    const fields = [`count:${done}`]
    const subject = { subject: 'message', subjectId: rows.length === 1 ? rows[0]!.id : null, fields }
    await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, ...subject })
    return done
  })
  deps.wake.tell('outbox', null)
  deps.wake.tell('messages', who.workspaceId)
  deps.wake.tell('events', who.workspaceId)
  return count
}
