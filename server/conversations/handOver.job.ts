import { z } from 'zod'
import { changeConversation } from '../contacts/changeConversation.queries.ts'
import type { Deps } from '../deps.ts'
import type { JobHandler } from '../jobs/handler.ts'
import { addMails } from '../mail/addMails.queries.ts'
import { sentence } from '../mail/sentences.ts'
import type { Job } from '../model/job.ts'
import type { Db, Trx } from '../platform/db.ts'
import { findHandedOver } from './handOver.queries.ts'
import { addNotes } from './notes.queries.ts'
import { findInboxSettings } from './settings.queries.ts'
import { findWriters, takeTurn, type TeammateRow } from './team.queries.ts'

const data = z.object({ conversationId: z.uuid(), why: z.enum(['word', 'step']), by: z.string(), to: z.string() })
type HandedOver = z.output<typeof data>
type Own = Pick<Deps, 'clock' | 'newId' | 'wake'> & { jobs: Db }

/**
 * Gives a conversation that was handed over to the team: it is open, assigned, its history says so, and somebody gets an email. The note
 * has the id of the job, so it happens once. That automations are silent was stored with the decision.
 */
export const handOver = (deps: Own): JobHandler => ({
  backoffMs: [1_000, 10_000, 60_000, 600_000],
  timeLimitMs: 30_000,
  repeatable: true,
  waitsForAccount: false,
  async run(job) {
    const handed = data.parse(job.data)
    const isNew = await deps.jobs.transaction().execute((trx) => give(trx, deps, job, handed))
    if (isNew) deps.wake.tell('conversations', job.workspaceId, [job.accountId!])
    return { kind: 'done' }
  },
})

async function give(trx: Trx, deps: Own, job: Job, { conversationId, why, by, to }: HandedOver): Promise<boolean> {
  const [workspaceId, accountId] = [job.workspaceId!, job.accountId!]
  const before = await findHandedOver(trx, conversationId, job.id)
  if (!before || before.isDone) return false
  const now = deps.clock.now()
  const writers = await findWriters(trx, workspaceId, accountId)
  const assigneeId = await assigneeOf(trx, workspaceId, to, before.assigneeId, writers)
  await changeConversation(trx, conversationId, { assigneeId, status: 'open' }, now)
  const note = { workspace_id: workspaceId, account_id: accountId, conversation_id: conversationId, words: null, actor: 'system', at: now }
  await addNotes(trx, [
    { ...note, id: job.id, kind: 'handed_over', data: { why, by } },
    ...(assigneeId === before.assigneeId
      ? []
      : [{ ...note, id: deps.newId(), kind: 'assigned' as const, data: { memberId: assigneeId, by } }]),
  ])
  const email = writers.find((one) => one.memberId === assigneeId)?.email ?? null
  const who = before.name ?? before.username
  await addMails(trx, { newId: deps.newId, now }, [
    {
      workspaceId,
      accountId,
      contactId: before.contactId,
      to: email,
      uniqueKey: `hand_over/${job.id}`,
      content: {
        subject: sentence('mail.handed_over_subject', { who: who ?? sentence('mail.somebody') }),
        paragraphs: [sentence('mail.handed_over_text'), sentence(email === null ? 'mail.assigned_to_nobody' : 'mail.assigned_to_you')],
        link: { path: `/inbox/${conversationId}`, text: sentence('mail.open_conversation') },
        ...(email === null ? {} : { why: sentence('mail.why_assigned', { workspace: before.workspace }) }),
      },
    },
  ])
  return true
}

/** Whoever has the conversation keeps it, unless the step names somebody; a member who may not write there counts as not named. */
async function assigneeOf(
  trx: Trx,
  workspaceId: string,
  to: string,
  has: string | null,
  writers: readonly TeammateRow[],
): Promise<string | null> {
  const isWriter = (id: string | null) => writers.some((one) => one.memberId === id)
  if (to === 'nobody') return null
  if (isWriter(to)) return to
  if (isWriter(has)) return has
  const isInTurn = to === 'next' || (await findInboxSettings(trx, workspaceId)).roundRobin
  return isInTurn ? takeTurn(trx, workspaceId, writers) : null
}
