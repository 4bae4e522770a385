import { findInboxAccounts, findInboxAccountsById } from '../accounts/inboxAccounts.queries.ts'
import { countStats, sumStats } from '../automations/stats.queries.ts'
import type { SetCache } from '../automations/setCache.ts'
import { readBody } from '../channels/channels.ts'
import { simulatorSigner, vouchesFor } from '../model/signer.ts'
import type { ReadBody } from '../model/channel.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import { isFaultOfTheWork } from '../platform/db.ts'
import type { Metrics } from '../platform/metrics.ts'
import type { NewId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { sparingly, type Sparingly } from '../platform/sparingly.ts'
import type { Wake } from '../platform/wake.ts'
import type { Arrival } from './batch.ts'
import { tryReadersTurn } from '../queue/readersTurn.queries.ts'
import { bytesAtOnce, findKeptBodies, markBodiesRead, type KeptBody } from './bodies.queries.ts'
import { addMessages } from '../outbox/addMessages.queries.ts'
import { addEvents, addLaterSteps, findKnownKeys, keepLeads, touchAccounts } from './decisions.queries.ts'
import { decideBatch, type Following } from './decideBatch.ts'
import { isOwnComment } from './isOwnComment.ts'
import { settleEchoes } from './settleEchoes.ts'
import { settleReports } from './settleReports.ts'
import { beginAttempt, endTrouble, mayBeOfTheWork, putOffFirstRun, setAside } from './readingTrouble.ts'
import { openThreads } from './openThreads.ts'
import { addPeople, keepThreads } from './people.queries.ts'
import { changed, newcomers } from './threadChanges.ts'
import { findDueRuns, keepRuns, type DueRun, type StoredRun } from './runs.queries.ts'

export type InboxDeps = {
  system: Db
  clock: Clock
  log: Log
  newId: NewId
  sets: SetCache
  wake: Wake
  place: ReadersPlace
  metrics?: Pick<Metrics, 'unknownAccount'>
}

/**
 * Where reading stood (`from`: the page of bodies; `dueSince`: until when all runs had their turn): only a place to look first. A page of another
 * process may be committed after a later one, and runs of an account that is off are due again when it is on; but while somebody holds a snapshot
 * a search from the beginning walks over all that was read since. So it is done now and then.
 */
export type ReadersPlace = {
  whole: Sparingly
  from: number
  dueSince: Date
  tried: { id: number; place: number } | null
  triedRun: Pick<DueRun, 'id' | 'wakeAt'> | null
  /** Why the last round failed, if that may be the work's fault; empty in a process that just began, whose predecessor may have died of it. */
  trouble: string | null
}
export const readersPlace = (clock: Clock): ReadersPlace => ({
  whole: sparingly(clock),
  from: 0,
  dueSince: new Date(0),
  tried: null,
  triedRun: null,
  trouble: null,
})

const batchSize = 256
/** When a round has so many events, the bodies after them wait for the next one: they are decided in one go, and nothing else happens meanwhile. */
const eventsAtOnce = 2_000
/** What is kept and logged of one body's notes. */
const mostNotes = 20

/**
 * Reads what was kept and decides it: raw bodies and due runs in, events with their decisions, messages, runs and leads out,
 * all in one transaction. A kill at any point leaves either nothing or all of it.
 *
 * In:  how many bodies at most; one body alone when a larger batch failed.
 * Out: true when there may be more.
 * Errors: passing ones (connection, deadlock) reject and are tried again; a body that cannot be taken in by itself is kept as unread, at once when it is
 *         certainly at fault, after some attempts when it may be (readingTrouble.ts).
 */
export async function takeIn(deps: InboxDeps, limit = batchSize): Promise<boolean> {
  const { place, clock } = deps
  const how = place.trouble === null ? 'together' : await beginAttempt(deps)
  if (how === 'busy' || how === 'set aside') return how === 'set aside'
  const began = clock.machineMs()
  try {
    if (how === 'alone') return await takeAlone(deps)
    const more = await takeBatch(deps, limit)
    await endTrouble(deps)
    return more
  } catch (error) {
    if (mayBeOfTheWork(error, clock.machineMs() - began)) place.trouble = (error as Error).message
    if (!isFaultOfTheWork(error)) throw error
    deps.log.error({ err: error as Error, count: limit }, 'a batch could not be taken in; trying its bodies one by one')
    return takeOneByOne(deps, limit)
  }
}

/** What stands first, and after it the run that is due first: whichever is at fault fails by itself. */
async function takeAlone(deps: InboxDeps): Promise<boolean> {
  await takeBatch(deps, 1, 0)
  const began = deps.clock.machineMs()
  try {
    await takeBatch(deps, 0, 1)
  } catch (error) {
    if (!mayBeOfTheWork(error, deps.clock.machineMs() - began)) throw error
    await putOffFirstRun(deps, error as Error)
  }
  await endTrouble(deps)
  return true
}

async function takeOneByOne(deps: InboxDeps, limit: number): Promise<boolean> {
  for (let taken = 0; taken < limit; taken++) {
    try {
      if (!(await takeBatch(deps, 1, 0))) break
    } catch (error) {
      if (!isFaultOfTheWork(error)) throw error
      await setAside(deps, error as Error)
    }
  }
  // Runs by themselves: one that cannot go on must not be taken for a fault of whatever body stands beside it.
  try {
    await takeBatch(deps, 0, 1)
  } catch (error) {
    if (!isFaultOfTheWork(error)) throw error
    await putOffFirstRun(deps, error as Error)
  }
  return true
}

async function takeBatch(deps: InboxDeps, limit: number, runsLimit = limit): Promise<boolean> {
  const done = await deps.system.transaction().execute(async (trx) => {
    if (!(await tryReadersTurn(trx))) return null
    const now = deps.clock.now()
    const { bodies, due } = await look(trx, deps, limit, runsLimit, now)
    if (!bodies.length && !due.length) return null

    const { arrivals, read } = await readArrivals(trx, deps, bodies)
    const dueAccounts = await findInboxAccountsById(trx, [...new Set(due.map((run) => run.accountId))])
    const threads = await openThreads(trx, deps, arrivals, due, dueAccounts)

    const following = decideBatch(deps, arrivals, due, threads, now)
    const settled = [
      ...(await settleEchoes(trx, arrivals, following.events, now)),
      ...(await settleReports(trx, arrivals, following.events, now)),
    ]

    await addPeople(trx, newcomers(threads), now)
    await keepThreads(trx, changed(threads))
    await keepRuns(trx, runsToKeep(following, now))
    await addMessages(trx, following.messages)
    const freshLeads = await keepLeads(trx, following.leads)
    await addEvents(trx, following.events)
    await addLaterSteps(trx, following.later)
    await countStats(
      trx,
      sumStats([
        ...following.triggered.map((automationId) => ({ automationId, what: 'triggers' as const })),
        ...freshLeads.map((automationId) => ({ automationId, what: 'leads' as const })),
        ...settled,
      ]),
      now,
    )
    await touchAccounts(trx, [...new Set(arrivals.map((one) => one.account.id))], now)
    await markBodiesRead(trx, read)
    return {
      full:
        read.length < bodies.length ||
        bytesOf(bodies) > bytesAtOnce / 4 ||
        (limit > 0 && bodies.length === limit) ||
        (runsLimit > 0 && due.length === runsLimit),
      following,
      last: read.at(-1)?.id,
      dueSince: due.length < runsLimit ? now : due.at(-1)?.wakeAt,
    }
  })
  if (!done) return false
  // Only what was read for good: after a rollback all of it is to be read again, in its order.
  deps.place.from = done.last ?? deps.place.from
  deps.place.dueSince = done.dueSince ?? deps.place.dueSince
  tell(deps.wake, done.following)
  return done.full
}

async function look(
  trx: Trx,
  { place }: InboxDeps,
  limit: number,
  runsLimit: number,
  now: Date,
): Promise<{ bodies: KeptBody[]; due: DueRun[] }> {
  const from = async (page: number, since: Date) => ({
    bodies: await findKeptBodies(trx, limit, page),
    due: await findDueRuns(trx, now, runsLimit, since),
  })
  const found = place.whole.isDue() ? await place.whole.run(() => from(0, new Date(0))) : await from(place.from, place.dueSince)
  if (runsLimit > 0 && !found.due.length) place.dueSince = now
  const [first] = found.bodies
  place.tried = first ? { id: first.id, place: first.place } : null
  place.triedRun = found.due[0] ?? null
  return found
}

/** Parses bodies, finds the accounts they speak of, and drops what is already known. Events of one thread come in the order they happened. */
async function readArrivals(trx: Trx, deps: InboxDeps, bodies: KeptBody[]) {
  const parsed: ({ body: KeptBody } & ReadBody)[] = []
  let count = 0
  for (const body of bodies) {
    if (count > eventsAtOnce) break
    const next = { body, ...readBody(body.body, body.receivedAt) }
    count += next.events.length
    parsed.push(next)
  }
  const wanted = new Map<string, { channel: string; external_id: string }>()
  for (const { events } of parsed)
    for (const event of events)
      wanted.set(`${event.channel}/${event.accountExternalId}`, { channel: event.channel, external_id: event.accountExternalId })
  const accounts = new Map((await findInboxAccounts(trx, [...wanted.values()])).map((one) => [`${one.channel}/${one.externalId}`, one]))

  const arrivals: Arrival[] = []
  const read = parsed.map(({ body, events, notes }) => {
    for (const event of events) {
      const account = accounts.get(`${event.channel}/${event.accountExternalId}`)
      if (!account) {
        notes.push(`No account ${event.accountExternalId} is connected.`)
        deps.metrics?.unknownAccount()
      } else if (body.accountHint && body.accountHint !== account.id)
        notes.push(`An entry of the account ${event.accountExternalId} came to another account's address: foreign.`)
      else if (!vouchesFor(body.signer, account))
        notes.push(
          `An entry of the account ${event.accountExternalId} was signed with ${body.signer === simulatorSigner ? "the simulator's" : "another account's"} secret: foreign.`,
        )
      else {
        event.isOwn = isOwnComment(event, account)
        arrivals.push({ eventId: deps.newId(), bodyId: body.id, receivedAt: body.receivedAt, event, account, thread: null, tapped: null })
      }
    }
    const told = fewNotes(notes)
    for (const note of told) deps.log.warn({ body: body.id, reason: note }, 'part of a webhook body was not used')
    return {
      id: body.id,
      place: body.place,
      receivedAt: body.receivedAt,
      state: events.length || !notes.length ? ('read' as const) : ('unread' as const),
      notes: told,
    }
  })
  const fresh = await dropKnown(trx, arrivals)
  // The platform promises no order (meta-platform.md 1.5): within a batch its own times decide.
  fresh.sort((a, b) => a.event.occurredAt.getTime() - b.event.occurredAt.getTime())
  return { arrivals: fresh, read }
}

const bytesOf = (bodies: KeptBody[]): number => bodies.reduce((sum, { body }) => sum + body.length, 0)

function fewNotes(notes: string[]): string[] {
  const different = [...new Set(notes)]
  if (different.length <= mostNotes) return different
  return [...different.slice(0, mostNotes), `… and ${different.length - mostNotes} more notes.`]
}

async function dropKnown(trx: Trx, arrivals: Arrival[]): Promise<Arrival[]> {
  const known = new Set(
    (
      await findKnownKeys(
        trx,
        arrivals.map((one) => ({ account_id: one.account.id, key: one.event.key })),
      )
    ).map((one) => `${one.accountId}/${one.key}`),
  )
  return arrivals.filter((one) => {
    const key = `${one.account.id}/${one.event.key}`
    if (known.has(key)) return false
    known.add(key)
    return true
  })
}

/**
 * A run that came to its end in the moment it began, with nothing asked and nothing saved, is told by its event's decision: nobody
 * will ever look for it by its own row.
 */
const runsToKeep = ({ runs }: Following, now: Date): StoredRun[] =>
  [...runs.values()].filter((run) => !(run.state === 'done' && run.leadId === null && run.startedAt === now && run.endedAt === now))

function tell(wake: Wake, following: Following) {
  if (following.messages.length) wake.tell('outbox', null)
  const workspaces = new Set([...following.events, ...following.messages, ...following.leads].map((one) => one.workspace_id))
  for (const workspace of workspaces) {
    wake.tell('events', workspace)
    if (following.messages.length) wake.tell('messages', workspace)
    if (following.leads.length) wake.tell('leads', workspace)
  }
}
