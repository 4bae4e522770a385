import type { InboxAccount } from '../accounts/inboxAccounts.queries.ts'
import { canReceive, type EventKind } from '../model/event.ts'
import { isOccurrence } from '../model/occurrence.ts'
import { readTap } from '../engine/tap.ts'
import type { Trx } from '../platform/db.ts'
import { isUuid } from '../platform/ids.ts'
import { fillThreads, threadFromRow, threadOfNewPerson, type Arrival, type Thread } from './batch.ts'
import { idsOf, linkAliases } from './linkAliases.ts'
import { findOptedOut } from '../contacts/erasedPeople.queries.ts'
import { findThreads, findThreadsById, findThreadsOfOccurrences } from '../contacts/threads.queries.ts'
import { findOpenRuns, findRunsById, type StoredRun } from '../automations/runs.queries.ts'
import type { InboxDeps } from './ingest.ts'

/**
 * Only acts of a person create a contact; an echo or a read receipt of an unknown person does not, unless somebody of the business wrote it
 * by hand: then automations pause with that person too.
 */
const introduces = new Set<EventKind>([
  'comment',
  'live_comment',
  'mention',
  'message',
  'postback',
  'reaction',
  'referral',
  'optin',
  'call',
])

/**
 * Finds the thread of every arrival and of every due run, or creates one that is stored after the decision, with the account's automations
 * and their state for this person. Out: the threads by conversation id; each arrival with a thread refers to it.
 */
export async function openThreads(
  trx: Trx,
  deps: InboxDeps,
  arrivals: Arrival[],
  due: StoredRun[],
  dueAccounts: InboxAccount[],
): Promise<Map<string, Thread>> {
  const accounts = new Map([...dueAccounts, ...arrivals.map((one) => one.account)].map((one) => [one.id, one]))
  const named = arrivals.filter((one) => one.event.personId !== null && !one.hold)
  await linkAliases(trx, named)
  const occurred = arrivals.filter((one) => isOccurrence(one.event.kind))
  const wanted = new Map(
    named.flatMap(({ account, event }) => idsOf(event).map(({ value }) => [`${account.id}/${value}`, { account_id: account.id, value }])),
  )

  const threads = new Map<string, Thread>()
  const byPerson = new Map<string, Thread>()
  const rows = [
    ...(await findThreads(trx, [...wanted.values()])),
    ...(await findThreadsById(trx, [...new Set(due.map((run) => run.conversationId))])),
    ...(await findThreadsOfOccurrences(
      trx,
      occurred.map((one) => one.eventId),
    )),
  ]
  for (const row of rows) {
    // One person may have two ids: both lead to the same thread.
    const thread = threads.get(row.conversationId) ?? threadFromRow(row, accounts.get(row.accountId)!)
    threads.set(row.conversationId, thread)
    if (row.value) byPerson.set(`${row.accountId}/${row.value}`, thread)
  }
  for (const arrival of named) {
    const { event, account } = arrival
    const keys = idsOf(event).map(({ value }) => `${account.id}/${value}`)
    let thread = keys.map((key) => byPerson.get(key)).find((one) => one !== undefined)
    const isMet = event.byHand || event.noReply === 'imported' || (introduces.has(event.kind) && !event.isOwn)
    if (!thread && isMet && !arrival.silence) {
      const person = { value: event.personId!, kind: event.personIdKind, aliases: idsOf(event).slice(1) }
      const { username, name } = event
      thread = threadOfNewPerson(person, { contactId: deps.newId(), conversationId: deps.newId(), username, name }, account)
      threads.set(thread.conversationId, thread)
      for (const key of keys) byPerson.set(key, thread)
    }
    arrival.thread = thread ?? null
    if (thread && canReceive(event.personIdKind)) thread.recipientId ??= event.personId
  }
  await keepOptedOut(trx, deps, named)
  for (const arrival of occurred) {
    arrival.thread = byPerson.get(`${arrival.account.id}/${arrival.eventId}`) ?? null
    arrival.event.personId = arrival.thread?.recipientId ?? null
  }

  const known = [...threads.values()].filter((thread) => !thread.person).map((thread) => thread.conversationId)
  const runs = await findOpenRuns(trx, known)
  fillThreads(threads, runs)
  for (const thread of threads.values()) thread.set = await deps.sets.get(trx, thread.account.id, thread.account.automationSet)
  const taps = await findTapped(trx, arrivals)
  await deps.sets.load(
    trx,
    [...runs, ...taps].map((run) => run.versionId),
  )
  return threads
}

/** Who had opted out before they were erased comes back opted out. Where nobody was erased there is no statement more. */
async function keepOptedOut(trx: Trx, deps: InboxDeps, named: Arrival[]): Promise<void> {
  const met = named.flatMap((arrival) => {
    const { account, event, thread } = arrival
    if (!account.hasErased || !thread?.person) return []
    return [{ arrival, thread, accountId: account.id, ids: idsOf(event).map(({ value }) => value) }]
  })
  for (const [{ arrival, thread }, at] of await findOptedOut(trx, deps, met)) {
    if (thread.optedOutBefore) continue
    thread.optedOutBefore = at
    thread.state.optedOutAt = at
    arrival.told.push({ stage: 'opted_out_before_erase', data: {} })
  }
}

/** Buttons name their run; a run of another person's thread is ignored. */
async function findTapped(trx: Trx, arrivals: Arrival[]): Promise<StoredRun[]> {
  const named = arrivals.flatMap((arrival) => {
    const runId = readTap(arrival.event.payload)?.runId
    return runId && isUuid(runId) ? [{ arrival, runId }] : []
  })
  const runs = new Map(
    (
      await findRunsById(
        trx,
        named.map((one) => one.runId),
      )
    ).map((run) => [run.id, run]),
  )
  for (const { arrival, runId } of named) {
    const run = runs.get(runId)
    if (run && run.conversationId === arrival.thread?.conversationId) arrival.tapped = run
  }
  return [...runs.values()]
}
