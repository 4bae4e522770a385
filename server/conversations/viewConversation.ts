import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { findConversation } from './conversations.queries.ts'
import type { Viewers } from './conversations.schemas.ts'
import { findNames } from './team.queries.ts'
import { findViewers, removeViewer, storeViewer } from './viewers.queries.ts'

/** A page says again every 20 s that it is open; without that, its viewer is gone. */
const viewMs = 30_000

/**
 * Stores that the caller looks at a conversation, or does so no longer; other pages are told when that is new.
 * Out:    who else looks at it. Errors: not_found.
 */
export async function viewConversation(
  deps: Deps,
  who: Principal,
  id: string,
  { typing, left }: { typing: boolean; left: boolean },
): Promise<Viewers> {
  // The system clock: a moved product clock must not let viewers stay.
  const now = new Date(deps.clock.machineMs())
  const { memberId } = who
  const { accountId, isNew, others } = await inWorkspace(deps.databases.web, who, async (trx) => {
    const row = (await findConversation(trx, who, id)) ?? notFound('conversation', id)
    let changed = left
    if (memberId !== null && left) await removeViewer(trx, id, memberId)
    else if (memberId !== null) {
      const until = new Date(now.getTime() + viewMs)
      const before = await storeViewer(trx, who.workspaceId, id, { memberId, isTyping: typing, until })
      changed = before?.conversationId !== id || before.until <= now || before.isTyping !== typing
    }
    return {
      accountId: row.accountId,
      isNew: changed,
      others: (await findViewers(trx, id, now)).filter((one) => one.memberId !== memberId),
    }
  })
  if (isNew && memberId !== null) deps.wake.tell('conversations', who.workspaceId, [accountId])
  const names = await findNames(deps.databases.system, who.workspaceId, { members: others.map((one) => one.memberId), users: [] })
  return {
    data: others.map((one) => ({
      memberId: one.memberId,
      name: names.get(one.memberId) ?? '',
      typing: one.isTyping,
      until: one.until.toISOString(),
    })),
  }
}
