import { findInboxAccountsById, touchAccounts } from '../accounts/inboxAccounts.queries.ts'
import { countStats, sumStats } from '../automations/stats.queries.ts'
import { addConsents } from '../contacts/consents.queries.ts'
import { changeContactTags } from '../contacts/tags.queries.ts'
import type { SetCache } from '../automations/setCache.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import { isFaultOfTheWork } from '../platform/db.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { NewId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { Vault } from '../platform/vault.queries.ts'
import type { Wake } from '../platform/wake.ts'
import type { Arrival } from './batch.ts'
import { tryLockIngest } from '../queue/ingestLock.queries.ts'
import { bytesAtOnce, findUnreadBodies, markBodiesRead, type StoredBody } from './bodies.queries.ts'
import { addLackingEndpoints } from '../endpoints/ownEndpoints.queries.ts'
import { addLeads } from '../leads/addLeads.queries.ts'
import { tellOfUnkeptLeads } from '../leads/tellOfUnkeptLeads.ts'
import { addJobs, removeJobs } from '../jobs/addJobs.queries.ts'
import { addMails } from '../mail/addMails.queries.ts'
import { addOccurrences } from './addOccurrences.queries.ts'
import type { WantedEvents } from '../endpoints/wantedEvents.queries.ts'
import type { TextOf } from '../model/sentence.ts'
import { raiseMessageEvents } from '../outbox/raiseMessageEvents.queries.ts'
import { addMessages } from '../outbox/addMessages.queries.ts'
import { addInboundFiles } from '../media/media.queries.ts'
import { receiveFiles } from '../media/receiveFiles.ts'
import { continueDms } from '../dms/continueDms.ts'
import { nextBatchSize } from './batchSize.ts'
import { addEvents, addLaterSteps, decideHeldEvents } from './decisions.queries.ts'
import { decideBatch, type Following } from './decideBatch.ts'
import { fetchLeads } from './fetchLeads.ts'
import { keepNotices } from './keepNotices.ts'
import { templateJobs } from './templateJobs.ts'
import { keysOfSettled, questionsOf } from './lookUps.ts'
import { removeOccurrences } from './occurrences.queries.ts'
import { lookForOccurrences, readOccurrences } from './readOccurrences.ts'
import { refsOf } from './refsOf.ts'
import { refuseErased } from './refuseErased.ts'
import { raiseInboxEvents } from './raiseInboxEvents.ts'
import { removeHeldEvents } from './lookUps.queries.ts'
import { readAnswers, takeAnswers, type ToldArrivals } from './readAnswers.ts'
import { readArrivals } from './readArrivals.ts'
import type { IngestCursor } from './ingestCursor.ts'
import { settleEchoes } from './settleEchoes.ts'
import { settleReports } from './settleReports.ts'
import {
  beginAttempt,
  beginOccurrence,
  endTrouble,
  mayBeOfTheWork,
  putOffFirstOccurrence,
  putOffFirstRun,
  setAside,
  setFirstOccurrenceAside,
} from './readingTrouble.ts'
import { markTypedByHand } from './typedByHand.ts'
import { openThreads } from './openThreads.ts'
import { defineFields } from '../contacts/fields.queries.ts'
import { noteOptOutsBefore } from '../contacts/optOuts.queries.ts'
import { addPeople, storeThreads } from '../contacts/threads.queries.ts'
import { changed, newcomers, optedOutBefore, savedFields } from './threadChanges.ts'
import { findDueRuns, storeRuns, type DueRun, type StoredRun } from '../automations/runs.queries.ts'

export type InboxDeps = {
  system: Db
  clock: Clock
  log: Log
  newId: NewId
  sets: SetCache
  wake: Wake
  vault: Vault
  cursor: IngestCursor
  wanted: WantedEvents
  textOf: TextOf
  metrics?: Pick<Metrics, 'unknownAccount'>
  transcribes?: boolean
}

/**
 * Parses and decides what was received: takes payloads, due runs and occurrences, and stores events with their decisions, messages, runs
 * and leads, all in one transaction. A kill at any point leaves either nothing or all of it.
 * In:     `cursor.atOnce`: the maximum number of payloads. After a failed batch, one payload is ingested alone.
 * Out:    true when there may be more.
 * Errors: temporary ones (connection, deadlock) reject and are retried. A payload that cannot be ingested alone is stored as unread: at
 *         once when it is certainly at fault, after some attempts when it may be (readingTrouble.ts).
 */
export async function ingest(deps: InboxDeps): Promise<boolean> {
  const { cursor, clock } = deps
  const how = cursor.trouble === null ? 'together' : await beginAttempt(deps)
  if (how === 'busy' || how === 'set aside') return how === 'set aside'
  const began = clock.machineMs()
  const limit = cursor.atOnce
  try {
    if (how === 'alone') return await ingestAlone(deps)
    const more = await ingestBatch(deps, { bodies: limit, runs: limit, occurrences: limit })
    await endTrouble(deps)
    return more
  } catch (error) {
    if (mayBeOfTheWork(error, clock.machineMs() - began)) cursor.trouble = (error as Error).message
    if (!isFaultOfTheWork(error)) throw error
    deps.log.error({ err: error, count: limit }, 'a batch could not be taken in; trying its bodies one by one')
    return ingestOneByOne(deps, limit)
  }
}

/** The maximum number of each kind of work. */
type Limits = { bodies: number; runs: number; occurrences: number }
const nothing: Limits = { bodies: 0, runs: 0, occurrences: 0 }

/** Ingests the first payload, then the first due run and the first due occurrence, each alone: a faulty one fails without the others. */
async function ingestAlone(deps: InboxDeps): Promise<boolean> {
  await ingestBatch(deps, { ...nothing, bodies: 1 })
  await ingestOr(deps, { ...nothing, runs: 1 }, putOffFirstRun, mayBeOfTheWork)
  await beginOccurrence(deps)
  await ingestOr(deps, { ...nothing, occurrences: 1 }, putOffFirstOccurrence, mayBeOfTheWork)
  await endTrouble(deps)
  return true
}

/** Ingests one item. `otherwise` handles it when it fails by its own fault. Out: whether there was one. */
async function ingestOr(
  deps: InboxDeps,
  one: Limits,
  otherwise: (deps: InboxDeps, error: Error) => Promise<void>,
  isItsFault: (error: unknown, tookMs: number) => boolean = isFaultOfTheWork,
): Promise<boolean> {
  const began = deps.clock.machineMs()
  try {
    return await ingestBatch(deps, one)
  } catch (error) {
    if (!isItsFault(error, deps.clock.machineMs() - began)) throw error
    await otherwise(deps, error as Error)
    return true
  }
}

async function ingestOneByOne(deps: InboxDeps, limit: number): Promise<boolean> {
  for (let taken = 0; taken < limit; taken++) if (!(await ingestOr(deps, { ...nothing, bodies: 1 }, setAside))) break
  // Alone: a run that cannot continue must not look like a fault of a payload in the same batch.
  await ingestOr(deps, { ...nothing, runs: 1 }, putOffFirstRun)
  for (let taken = 0; taken < limit; taken++) if (!(await ingestOr(deps, { ...nothing, occurrences: 1 }, setFirstOccurrenceAside))) break
  return true
}

async function ingestBatch(deps: InboxDeps, limits: Limits): Promise<boolean> {
  const wants = await deps.wanted.get()
  const done = await deps.system.transaction().execute(async (trx) => {
    if (!(await tryLockIngest(trx))) return null
    const now = deps.clock.now()
    const { bodies, due } = await look(trx, deps, limits, now)
    const occurrences = await lookForOccurrences(trx, deps, limits.occurrences, now)
    if (!bodies.length && !due.length && !occurrences.length) return null

    const { answered, others } = await takeAnswers(trx, occurrences)
    const { occurred, missed } = await readOccurrences(trx, others, now)
    const { read, ...found } = await readArrivals(trx, deps, bodies, missed)
    const { fresh, told } = await refuseErased(trx, deps, { fresh: found.fresh, told: await readAnswers(trx, answered) })
    const arrivals = inOrder([...fresh, ...occurred], told.arrivals)
    const dueAccounts = await findInboxAccountsById(trx, [...new Set(due.map((run) => run.accountId))])
    const threads = await openThreads(trx, deps, arrivals, due, dueAccounts)
    const leadJobs = fetchLeads(fresh, now)
    const files = receiveFiles(
      fresh.map(({ account, thread, event }) => ({ account, contactId: thread?.contactId ?? null, attachments: event.attachments })),
      deps.newId,
      now,
    )
    const ours = await markTypedByHand(trx, arrivals)
    const begun = deps.clock.machineMs()
    const following = decideBatch(deps, arrivals, due, threads, now)
    const took = deps.clock.machineMs() - begun
    deps.cursor.atOnce = nextBatchSize(deps.cursor.atOnce, Math.max(read.length, due.length, occurrences.length), took)
    const echoes = await settleEchoes(trx, arrivals, following.events, ours, now)
    const reports = await settleReports(trx, arrivals, following.events, now)

    const questions = questionsOf(fresh, deps.newId, now)
    const jobs = [...following.jobs, ...questions.jobs, ...leadJobs, ...files.jobs, ...templateJobs(arrivals, now)]
    await addPeople(trx, newcomers(threads), now)
    await addInboundFiles(trx, files.rows)
    await defineFields(trx, deps.newId, savedFields(threads), now)
    await noteOptOutsBefore(trx, deps.newId, optedOutBefore(threads))
    // Locks the threads. Their messages are numbered after that, so that messages sent by hand (outbox/sendByHand.ts) get numbers before or
    // after all of these.
    await storeThreads(trx, changed(threads))
    await addConsents(trx, following.consents)
    await changeContactTags(trx, [...following.tags.values()], now)
    await storeRuns(trx, runsToStore(following, now))
    following.messages.push(...(await continueDms(trx, refsOf(arrivals), now)))
    await addMessages(trx, following.messages)
    await addLackingEndpoints(trx, { newId: deps.newId, now, vault: deps.vault }, [...following.webhooks.values()])
    const addedLeads = await addLeads(trx, { newId: deps.newId, now }, following.leads)
    await storeEvents(trx, arrivals, following)
    await keepNotices(trx, arrivals, now)
    await removeHeldEvents(trx, told.repeated)
    await removeJobs(trx, keysOfSettled(fresh))
    await addJobs(trx, { newId: deps.newId, now }, jobs)
    await addMails(trx, { newId: deps.newId, now }, following.mails)
    await addOccurrences(trx, questions.waits)
    await removeOccurrences(
      trx,
      occurrences.map((one) => one.id),
    )
    await addLaterSteps(trx, following.later)
    await countStats(
      trx,
      sumStats([
        ...following.triggered.map((automationId) => ({ automationId, what: 'triggers' as const })),
        ...addedLeads.flatMap(({ change, automationId }) =>
          change === 'new' && automationId ? [{ automationId, what: 'leads' as const }] : [],
        ),
        ...echoes.counts,
        ...reports.counts,
      ]),
      now,
    )
    await touchAccounts(trx, [...new Set(arrivals.flatMap((one) => (one.bodyId === null ? [] : one.account.id)))], now)
    await markBodiesRead(trx, read)
    // Last: what settles a message counts it, then takes the lanes of the person's deliveries. In another order each could wait for the
    // other.
    const telling = { newId: deps.newId, now, wants, textOf: deps.textOf }
    await tellOfUnkeptLeads(trx, telling, following.unkept)
    const tells = [
      await raiseMessageEvents(trx, telling, [...echoes.ended, ...reports.ended]),
      await raiseInboxEvents(trx, telling, { arrivals, threads, events: following.events, runs: [...following.runs.values()] }),
    ]
    return {
      full:
        read.length < bodies.length ||
        bytesOf(bodies) > bytesAtOnce / 4 ||
        (limits.bodies > 0 && bodies.length === limits.bodies) ||
        (limits.runs > 0 && due.length === limits.runs) ||
        (limits.occurrences > 0 && occurrences.length === limits.occurrences),
      following,
      named: told.named,
      asks: jobs.length > 0 || following.mails.length > 0 || addedLeads.length > 0 || following.unkept.length > 0 || tells.includes(true),
      last: read.at(-1)?.id,
      dueSince: due.length < limits.runs ? now : due.at(-1)?.wakeAt,
      occurrencesSince: occurrences.at(-1)?.dueAt,
    }
  })
  if (!done) return false
  // Only after the commit: after a rollback all of it is to be read again, in its order.
  deps.cursor.from = done.last ?? deps.cursor.from
  deps.cursor.dueSince = done.dueSince ?? deps.cursor.dueSince
  deps.cursor.occurrencesSince = done.occurrencesSince ?? deps.cursor.occurrencesSince
  tell(deps.wake, done)
  return done.full
}

async function look(trx: Trx, { cursor }: InboxDeps, limits: Limits, now: Date): Promise<{ bodies: StoredBody[]; due: DueRun[] }> {
  const from = async (page: number, since: Date) => ({
    bodies: await findUnreadBodies(trx, limits.bodies, page),
    due: await findDueRuns(trx, now, limits.runs, since),
  })
  const found = cursor.fullScan.isDue() ? await cursor.fullScan.run(() => from(0, new Date(0))) : await from(cursor.from, cursor.dueSince)
  if (limits.runs > 0 && !found.due.length) cursor.dueSince = now
  const [first] = found.bodies
  cursor.triedBody = first ? { id: first.id, place: first.place } : null
  cursor.triedRun = found.due[0] ?? null
  return found
}

/** New and completed events in the order of the platform's times: it guarantees no order of delivery (meta-platform.md 1.5). */
function inOrder(fresh: Arrival[], told: Arrival[]): Arrival[] {
  const here = new Set(told.length ? fresh.map((one) => one.eventId) : [])
  return [...fresh, ...told.filter((one) => !here.has(one.eventId))].sort(
    (a, b) => a.event.occurredAt.getTime() - b.event.occurredAt.getTime(),
  )
}

async function storeEvents(trx: Trx, arrivals: Arrival[], { events }: Following): Promise<void> {
  const held = new Set(arrivals.filter((one) => one.resumes).map((one) => one.eventId))
  await addEvents(trx, held.size ? events.filter((one) => !held.has(one.id)) : events)
  await decideHeldEvents(trx, held.size ? events.filter((one) => held.has(one.id)) : [])
}

const bytesOf = (bodies: StoredBody[]): number => bodies.reduce((sum, { body }) => sum + body.length, 0)

/**
 * The runs to store. A run that ended at once, without a question and without a saved value, is only in its event's decision: it is never
 * looked up by its own row.
 */
const runsToStore = ({ runs }: Following, now: Date): StoredRun[] =>
  [...runs.values()].filter((run) => !(run.state === 'done' && run.leadId === null && run.startedAt === now && run.endedAt === now))

function tell(wake: Wake, { following, named, asks }: { following: Following; named: ToldArrivals['named']; asks: boolean }) {
  if (asks) wake.tell('jobs', null)
  if (following.messages.length) wake.tell('outbox', null)
  const rows = [...following.events, ...following.messages, ...following.leads, ...named]
  const workspaces = new Set(rows.map((one) => one.workspace_id))
  const accounts = [...new Set(rows.map((one) => one.account_id))]
  for (const workspace of workspaces) {
    wake.tell('events', workspace, accounts)
    if (following.messages.length) wake.tell('messages', workspace, accounts)
    if (following.leads.length) wake.tell('leads', workspace, accounts)
    if (following.tags.size) wake.tell('contacts', workspace, accounts)
  }
}
