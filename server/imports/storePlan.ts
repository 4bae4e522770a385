import { addConsents } from '../contacts/consents.queries.ts'
import { defineFields } from '../contacts/fields.queries.ts'
import { optedOutEvent } from '../contacts/optedOutEvent.ts'
import { changeOptOut } from '../contacts/optOuts.queries.ts'
import { addContacts, changeContacts, openThreadsByHand } from '../contacts/storeContacts.queries.ts'
import { changeContactTags } from '../contacts/tags.queries.ts'
import type { Deps } from '../deps.ts'
import { planDeliveries } from '../endpoints/planDeliveries.queries.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { PersonChange } from './planRows.ts'

export type ForStoring = Pick<Deps, 'newId' | 'vault'> & { system: Db }
/** The import as those who look at a person later see it: who did it, and from which file. */
export type Cause = { workspaceId: string; actor: string; name: string; now: Date }

/**
 * Stores what an import changes of people. The caller holds the ingest lock. Who had opted out stays so, also through an erase
 * (decisions 0105 and 0115): an import only adds opt-outs. Out: whether endpoints are to be told of any.
 */
export async function storePlan(trx: Trx, deps: ForStoring, people: readonly PersonChange[], cause: Cause): Promise<boolean> {
  const { workspaceId, actor, name, now } = cause
  const fields = people.flatMap(({ values }) => Object.keys(values.customFields ?? {}).map((key) => ({ workspaceId, key })))
  await defineFields(trx, deps.newId, fields, now)
  await addContacts(
    trx,
    people.filter((one) => one.isNew).map(({ id, values }) => ({ id, workspaceId, source: 'import', values })),
    now,
  )
  await changeContacts(
    trx,
    people.filter((one) => !one.isNew && Object.keys(one.values).length).map(({ id, values }) => ({ id, values })),
  )
  await openThreadsByHand(
    trx,
    deps,
    people.flatMap(({ id, identifiers }) => identifiers.map((one) => ({ ...one, contactId: id, workspaceId }))),
    now,
  )
  await changeContactTags(
    trx,
    people.flatMap(({ id, tags }) =>
      tags.map((tag) => ({ ...tag, contact_id: id, workspace_id: workspaceId, tag_id: deps.newId(), added: true })),
    ),
    now,
  )
  await addConsents(
    trx,
    people.flatMap(({ id, consents }) =>
      consents.map(({ accountId, channel, about, isGiven, source, words, at }) => ({
        id: deps.newId(),
        workspace_id: workspaceId,
        account_id: accountId,
        channel: accountId === null ? channel : null,
        contact_id: id,
        event_id: null,
        about,
        is_given: isGiven,
        source,
        words,
        source_id: null,
        at: at === null || at > now ? now : at,
      })),
    ),
  )
  const out = people.flatMap(({ id, optsOutOn }) => optsOutOn.map((accountId) => ({ contactId: id, accountId })))
  if (!out.length) return false
  const note = { source: 'other' as const, reason: name, actor, now, newId: deps.newId }
  const threads = await changeOptOut(trx, { workspaceId, accountIds: null }, { threads: out }, 'out', note)
  const told = await planDeliveries(
    trx,
    { newId: deps.newId, now },
    threads.map((thread) => optedOutEvent(workspaceId, thread, now)),
  )
  return told.waiting > 0
}
