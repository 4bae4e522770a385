import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { StartData } from '../model/occurrence.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { addOccurrences, keyOfOccurrence } from './addOccurrences.queries.ts'
import { findOccurred, findPerson, findStartable } from './startAutomation.queries.ts'

export type Start = {
  automationId: string
  whom: { contactId?: string | undefined; conversationId?: string | undefined }
  /** The same for every repetition of one request, so that it takes effect once. */
  idempotencyKey: string | undefined
}

/**
 * Starts one automation for one person, as an occurrence: ingest decides it in its order, with the checks of any other event.
 * Out:    the id of its event, which exists once it was decided; for a repetition the id of the first one.
 * Errors: not_found (automation, person), conflict (not live; a key that was used for another person).
 */
export async function startAutomation(deps: Deps, who: Principal, { automationId, whom, idempotencyKey }: Start): Promise<string> {
  const id = deps.newId()
  const now = deps.clock.now()
  const eventId = await inWorkspace(deps.databases.web, who, async (trx) => {
    const automation = (await findStartable(trx, automationId)) ?? notFound('automation', automationId)
    const { accountId } = automation
    const contactId = await findPerson(trx, accountId, whom)
    if (!contactId)
      throw new ApiError('not_found', "The automation's account has no conversation with this person. They must comment or write first.")
    const given = { kind: 'start', key: `${automationId}:${idempotencyKey ?? id}` } as const
    const findFirst = async () => {
      const first = idempotencyKey === undefined ? undefined : await findOccurred(trx, accountId, keyOfOccurrence(given))
      if (first && first.contactId !== contactId)
        throw new ApiError('conflict', 'This Idempotency-Key was used for another person. Use a new key for each start.')
      return first?.id
    }
    const before = await findFirst()
    if (before) return before
    if (!automation.live)
      throw new ApiError(
        'conflict',
        `This automation is ${automation.status === 'draft' ? 'a draft' : 'paused'}. Set it live, then start it.`,
      )
    const data: StartData = { automationId, by: who.actor }
    await addOccurrences(trx, [
      { ...given, id, workspace_id: who.workspaceId, account_id: accountId, contact_id: contactId, due_at: now, data, created_at: now },
    ])
    // Only now no other request with this key can come in between: it has a row, or its event existed before.
    const first = await findFirst()
    if (first && first !== id) return first
    await writeAudit(trx, deps, {
      workspaceId: who.workspaceId,
      actor: who.actor,
      action: 'start',
      subject: 'automation',
      subjectId: automationId,
    })
    return id
  })
  deps.wake.tell('occurrences', null)
  return eventId
}
