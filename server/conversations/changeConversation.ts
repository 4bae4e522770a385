import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import { resumeRuns } from '../automations/runs.queries.ts'
import { changeConversation as storeChange, type ConversationChange } from '../contacts/changeConversation.queries.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import { isUntilResumed, untilResumed, type NoteKind } from '../model/conversation.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { findConversation, type ConversationRow } from './conversations.queries.ts'
import type { ConversationInput } from './conversations.schemas.ts'
import { addNotes } from './notes.queries.ts'
import { findWriters, takeTurn, type TeammateRow } from './team.queries.ts'

/**
 * Changes whose a conversation is, whether it is open, and whether automations reply in it. What changed stands in its history.
 * Out:    the conversation.
 * Errors: not_found; invalid_input (the assignee may not see the account); conflict (automations cannot be switched on for a person who
 *         opted out).
 */
export async function changeConversation(deps: Deps, who: Principal, id: string, input: ConversationInput): Promise<ConversationRow> {
  const { databases } = deps
  const writers = input.assigneeId ? await findWritersOf(deps, who, id) : []
  const row = await inWorkspace(databases.web, who, async (trx) => {
    if (input.bot !== undefined || input.botPausedUntil !== undefined) await lockIngest(trx)
    const before = (await findConversation(trx, who, id)) ?? notFound('conversation', id)
    const now = deps.clock.now()
    const change: ConversationChange = {
      ...(input.assigneeId === undefined ? {} : { assigneeId: await assigneeOf(trx, who, input.assigneeId, writers) }),
      ...(input.status === undefined ? {} : { status: input.status }),
      ...pauseOf(input, before),
    }
    await storeChange(trx, id, change, now)
    if (change.botPausedUntil === null && before.botPausedUntil) await resumeRuns(trx, id, before.botPausedUntil, now)
    const after = (await findConversation(trx, who, id)) ?? notFound('conversation', id)
    await addNotes(
      trx,
      notesOf(before, after).map(({ kind, data }) => ({
        id: deps.newId(),
        workspace_id: who.workspaceId,
        account_id: before.accountId,
        conversation_id: id,
        kind,
        words: null,
        data,
        actor: who.actor,
        at: now,
      })),
    )
    const shown = (one: ConversationRow) => ({
      assigneeId: one.assigneeId,
      status: one.closedAt ? 'closed' : 'open',
      botPausedUntil: one.botPausedUntil?.toISOString() ?? null,
    })
    const asked = Object.fromEntries(Object.entries(shown(after)).filter(([name]) => Object.hasOwn(change, name)))
    await writeAudit(trx, deps, {
      workspaceId: who.workspaceId,
      actor: who.actor,
      action: 'change',
      subject: 'conversation',
      subjectId: id,
      ...auditOf('conversation', shown(before), asked),
    })
    return after
  })
  deps.wake.tell('conversations', who.workspaceId, [row.accountId])
  return row
}

async function findWritersOf({ databases }: Deps, who: Principal, id: string): Promise<TeammateRow[]> {
  const row = await inWorkspace(databases.web, who, (trx) => findConversation(trx, who, id))
  return findWriters(databases.system, who.workspaceId, (row ?? notFound('conversation', id)).accountId)
}

async function assigneeOf(trx: Trx, who: Principal, asked: string | null, writers: readonly TeammateRow[]): Promise<string | null> {
  if (asked === null) return null
  if (asked === 'next') {
    const next = await takeTurn(trx, who.workspaceId, writers)
    if (next) return next
  }
  if (writers.some((one) => one.memberId === asked)) return asked
  throw new ApiError('invalid_input', 'assigneeId: name a member who may write in conversations of this account.')
}

/** What becomes of the pause. A person who opted out gets no reply of an automation, whatever the switch says: it stays off. */
function pauseOf({ bot, botUntil, botPausedUntil }: ConversationInput, before: ConversationRow): ConversationChange {
  if (bot === 'on' && before.optedOutAt)
    throw new ApiError('conflict', 'This person opted out: automations send them nothing until they write an opt-in word.')
  if (bot === 'on') return { botPausedUntil: null }
  if (bot === 'off') return { botPausedUntil: botUntil === undefined ? untilResumed : new Date(botUntil) }
  if (botPausedUntil === undefined) return {}
  return { botPausedUntil: botPausedUntil === null ? null : new Date(botPausedUntil) }
}

function notesOf(before: ConversationRow, after: ConversationRow): { kind: NoteKind; data: Record<string, unknown> }[] {
  const openedAt = after.reopenedAt ?? after.createdAt
  const until = after.botPausedUntil
  return [
    ...(before.assigneeId === after.assigneeId ? [] : [{ kind: 'assigned' as const, data: { memberId: after.assigneeId } }]),
    ...(!before.closedAt && after.closedAt
      ? [
          {
            kind: 'closed' as const,
            data: {
              firstAnswerMs: after.firstAnsweredAt && after.firstAnsweredAt.getTime() - openedAt.getTime(),
              openMs: after.closedAt.getTime() - openedAt.getTime(),
            },
          },
        ]
      : []),
    ...(before.closedAt && !after.closedAt ? [{ kind: 'opened' as const, data: {} }] : []),
    ...(until && until.getTime() !== before.botPausedUntil?.getTime()
      ? [{ kind: 'paused' as const, data: { until: isUntilResumed(until) ? null : until.toISOString() } }]
      : []),
    ...(!until && before.botPausedUntil ? [{ kind: 'resumed' as const, data: {} }] : []),
  ]
}
