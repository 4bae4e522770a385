import { writeAudits } from '../audit/audit.queries.ts'
import { addConsents } from '../contacts/consents.queries.ts'
import { pauseConversations } from '../contacts/changeConversation.queries.ts'
import { erasePeople } from '../contacts/erasedPeople.queries.ts'
import { optedOutEvent } from '../contacts/optedOutEvent.ts'
import { changeOptOut, findWithoutThread } from '../contacts/optOuts.queries.ts'
import { changeContacts } from '../contacts/storeContacts.queries.ts'
import { changeContactTags } from '../contacts/tags.queries.ts'
import { addNotes } from '../conversations/notes.queries.ts'
import type { Deps } from '../deps.ts'
import { planDeliveries } from '../endpoints/planDeliveries.queries.ts'
import { isUntilResumed, untilResumed } from '../model/conversation.ts'
import { tagKey, tagName } from '../model/tag.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { BulkRow } from './bulkActions.queries.ts'
import type { BulkWhat } from './bulk.schemas.ts'

export type ForPeople = Pick<Deps, 'newId' | 'clock' | 'vault' | 'wake'> & {
  system: Db
  /** Erases people from payloads and files. */
  eraseArrivals(trx: Trx, contactIds: readonly string[]): Promise<void>
}
type Topic = 'contacts' | 'conversations' | 'leads' | 'messages' | 'events'

/** What open pages are told of. */
export const topicsOf = (kind: BulkWhat['kind']): Topic[] => [
  'contacts',
  ...(kind === 'pause_bot' ? (['conversations'] as const) : []),
  ...(kind === 'erase' ? (['leads', 'messages', 'events'] as const) : []),
]

/**
 * Does it to some people, in the transaction of the caller, who holds the ingest lock and found them for whoever started it. A person's
 * erase and opt-out is audited as one of theirs; the rest by its start and end.
 * Out:    whether endpoints are to be told of something.
 */
export async function doToPeople(trx: Trx, deps: ForPeople, of: BulkRow, ids: readonly string[], now: Date): Promise<boolean> {
  const { what, workspaceId, actor } = of
  switch (what.kind) {
    case 'add_tags':
    case 'remove_tags':
      await changeContactTags(trx, tagChanges(deps, workspaceId, ids, what), now)
      return false
    case 'set_field': {
      const customFields = { [what.key]: what.value === null ? null : String(what.value) }
      await changeContacts(
        trx,
        ids.map((id) => ({ id, values: { customFields } })),
      )
      return false
    }
    case 'opt_out':
      return optOut(trx, deps, of, ids, { reason: what.reason, now })
    case 'pause_bot':
      await pause(trx, deps, of, ids, { until: what.until === undefined ? untilResumed : new Date(what.until), now })
      return false
    case 'erase':
      await deps.eraseArrivals(trx, ids)
      await erasePeople(trx, deps, ids, now)
      await writeAudits(
        trx,
        deps,
        ids.map((id) => ({ workspaceId, actor, action: 'erase', subject: 'contact', subjectId: id })),
      )
      return false
  }
}

function tagChanges(deps: ForPeople, workspaceId: string, ids: readonly string[], what: Extract<BulkWhat, { tags: string[] }>) {
  const names = [...new Map(what.tags.map((name) => [tagKey(name), tagName(name)]))].map(([key, name]) => ({
    key,
    name,
    tag_id: deps.newId(),
  }))
  const added = what.kind === 'add_tags'
  return ids.flatMap((id) => names.map((one) => ({ ...one, contact_id: id, workspace_id: workspaceId, added })))
}

async function optOut(
  trx: Trx,
  deps: ForPeople,
  of: BulkRow,
  ids: readonly string[],
  { reason, now }: { reason: string; now: Date },
): Promise<boolean> {
  const { workspaceId, actor, accountIds } = of
  const note = { source: 'other' as const, reason, actor, now, newId: deps.newId }
  const threads = await changeOptOut(trx, { workspaceId, accountIds }, { contactIds: ids }, 'out', note)
  await writeAudits(
    trx,
    deps,
    threads.map(({ id }) => ({ workspaceId, actor, action: 'add', subject: 'opt_out', subjectId: id, fields: ['source', 'reason'] })),
  )
  // Where there is no thread yet, it is written down as what it is: they want no messages.
  const others = await findWithoutThread(trx, ids)
  await addConsents(
    trx,
    others.map((id) => ({
      id: deps.newId(),
      workspace_id: workspaceId,
      account_id: null,
      channel: null,
      contact_id: id,
      event_id: null,
      about: 'messages',
      is_given: false,
      source: 'api',
      words: null,
      source_id: null,
      at: now,
    })),
  )
  if (!threads.length) return false
  const told = threads.map((thread) => optedOutEvent(workspaceId, thread, now))
  return (await planDeliveries(trx, { newId: deps.newId, now }, told)).waiting > 0
}

async function pause(
  trx: Trx,
  deps: ForPeople,
  { workspaceId, accountIds, actor }: BulkRow,
  ids: readonly string[],
  { until, now }: { until: Date; now: Date },
): Promise<void> {
  const paused = await pauseConversations(trx, { workspaceId, accountIds }, ids, until)
  await addNotes(
    trx,
    paused.map(({ id, accountId }) => ({
      id: deps.newId(),
      workspace_id: workspaceId,
      account_id: accountId,
      conversation_id: id,
      kind: 'paused',
      words: null,
      data: { until: isUntilResumed(until) ? null : until.toISOString() },
      actor,
      at: now,
    })),
  )
}
