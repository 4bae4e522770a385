import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { lockDeadLetters, type DeadFilter } from './deadLetters.queries.ts'

/** A message that failed or needs a person, locked. */
export type DeadRow = { id: string; epoch: number }

const rowsAtOnce = 1_000

/**
 * Runs a bulk action on all matching rows, oldest first. A thousand at most are one transaction with one audit row, so that nothing waits
 * long for their locks; what is committed stays when a later one fails, and the same call goes on with the rest.
 * In:     `act`: returns how many rows it changed.
 */
export async function changeDeadLetters(
  deps: Deps,
  who: Principal,
  filter: DeadFilter & { ids?: string[] | undefined },
  action: 'replay' | 'close',
  act: (trx: Trx, rows: DeadRow[]) => Promise<number>,
  atOnce = rowsAtOnce,
): Promise<number> {
  const oneBatch = (after: number) =>
    inWorkspace(deps.databases.web, who, async (trx) => {
      const rows = await lockDeadLetters(trx, filter, { after, limit: atOnce })
      const done = await act(trx, rows)
      if (done) {
        const subject = { subject: 'message', subjectId: rows.length === 1 ? rows[0]!.id : null, fields: [`count:${done}`] }
        await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, ...subject })
      }
      return { done, next: rows.length === atOnce ? rows.at(-1)!.seq : null }
    })
  let count = 0
  for (let after: number | null = 0; after !== null;) {
    const { done, next }: { done: number; next: number | null } = await oneBatch(after)
    count += done
    after = next
  }
  deps.wake.tell('outbox', null)
  deps.wake.tell('messages', who.workspaceId)
  deps.wake.tell('events', who.workspaceId)
  return count
}
