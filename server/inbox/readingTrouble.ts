import { isPassing } from '../platform/db.ts'
import { tryLockIngest } from '../queue/ingestLock.queries.ts'
import { findUnreadBodies, markBodiesRead } from './bodies.queries.ts'
import { countOccurrenceAttempt, findDueOccurrences, putOccurrenceOff, setOccurrenceAside } from './occurrences.queries.ts'
import { countAttempt, ensureWritable, forgetAttempts } from './readingAttempts.queries.ts'
import { findDueRuns, putOffRun } from '../automations/runs.queries.ts'
import type { InboxDeps } from './ingest.ts'
import { sentence } from './sentences.ts'

// A payload that fails with an error the database may have caused is not set aside at once, or an outage would set payloads aside. Its
// attempts are counted (docs/operating.md) in the database, so that a payload which kills the process is counted as well.

const attemptsTogether = 2
const attemptsAtMost = 5
/** PostgreSQL ends a transaction that was idle for five seconds: a payload may have kept the program busy that long. */
const suspiciousAfterMs = 4_000

/**
 * Whether a temporary error may be the work's own fault: a time limit, a limit of the server, an internal error of the server, or a
 * connection lost after long work.
 */
export function mayBeOfTheWork(error: unknown, tookMs: number): boolean {
  const { code = '' } = error as { code?: string }
  return ['57014', '25P03'].includes(code) || /^(54|XX)/.test(code) || (tookMs >= suspiciousAfterMs && isPassing(error))
}

/**
 * Begins an attempt while there is trouble. It counts only if no other process ingests, the database commits, and no lock is held that
 * ingest would wait for: then an earlier attempt ended without a result although the database was available.
 * Out:    whether to ingest a batch or the first item alone; `busy`: another process ingests; `set aside`: the payload was given up, the
 *         next one is first.
 * Errors: rejects while the database is unavailable or locked; nothing is counted then.
 */
export async function beginAttempt(deps: InboxDeps): Promise<'together' | 'alone' | 'busy' | 'set aside'> {
  const { cursor, clock } = deps
  return deps.system.transaction().execute(async (trx) => {
    if (!(await tryLockIngest(trx))) return 'busy'
    await ensureWritable(trx)
    const [body] = await findUnreadBodies(trx, 1)
    const [run] = body ? [] : await findDueRuns(trx, clock.now(), 1)
    // An occurrence counts its own attempts (beginOccurrence).
    if (!body && !run) return 'alone'
    if (body) cursor.from = Math.min(cursor.from, body.id)
    const subject = body ? `body ${body.id}/${body.place}` : `run ${run!.id}`
    const { attempts, reason } = await countAttempt(trx, subject, cursor.trouble || null, new Date(clock.machineMs()))
    if (attempts <= attemptsTogether) return 'together'
    if (!body || attempts <= attemptsAtMost) return 'alone'
    const note =
      reason === null
        ? sentence('inbox.set_aside_ended', { attempts: attemptsAtMost })
        : sentence('inbox.set_aside', { attempts: attemptsAtMost, error: reason })
    await markBodiesRead(trx, [{ ...body, state: 'unread', notes: [note] }])
    deps.log.error({ body: body.id, count: attemptsAtMost, reason: note }, 'a body is kept as unread')
    return 'set aside'
  })
}

export async function endTrouble({ cursor, system }: InboxDeps): Promise<void> {
  if (cursor.trouble === null) return
  await forgetAttempts(system)
  cursor.trouble = null
}

/**
 * Sets the first payload aside as unread, with the reason, when it fails by its own fault, so that the others continue. Only if it is still
 * the first: another worker may have dealt with it.
 */
export async function setAside(deps: InboxDeps, error: Error): Promise<void> {
  const tried = deps.cursor.triedBody
  await deps.system.transaction().execute(async (trx) => {
    if (!tried || !(await tryLockIngest(trx))) return
    const [first] = await findUnreadBodies(trx, 1, tried.id)
    if (first?.id !== tried.id || first.place !== tried.place) return
    await markBodiesRead(trx, [{ ...first, state: 'unread', notes: [sentence('inbox.fault', { error: error.message })] }])
    deps.log.error({ err: error, body: first.id }, 'a body is kept as unread')
  })
}

const putOffMs = 60_000

/** Postpones the first due run by a minute when it fails by its own fault, so that the others continue. */
export async function putOffFirstRun(deps: InboxDeps, error: Error): Promise<void> {
  const run = deps.cursor.triedRun
  await deps.system.transaction().execute(async (trx) => {
    if (!run || !(await tryLockIngest(trx))) return
    if (!(await putOffRun(trx, run, new Date(deps.clock.now().getTime() + putOffMs)))) return
    deps.log.error({ err: error, run: run.id }, 'a run could not go on and is put off')
  })
}

/**
 * Counts an attempt for the first due occurrence before it is ingested alone, so that one that kills the process is counted as well. After
 * too many attempts it is set aside.
 */
export async function beginOccurrence({ system, clock, log }: InboxDeps): Promise<void> {
  await system.transaction().execute(async (trx) => {
    if (!(await tryLockIngest(trx))) return
    const now = clock.now()
    const [first] = await findDueOccurrences(trx, now, 1)
    if (!first || (await countOccurrenceAttempt(trx, first.id)) <= attemptsAtMost) return
    await setOccurrenceAside(trx, first.id, now)
    log.error({ event: first.id, count: attemptsAtMost }, 'an occurrence could not be taken in; nobody answers it')
  })
}

/** Postpones the first due occurrence by a minute after a temporary error, so that the others continue. */
export async function putOffFirstOccurrence(deps: InboxDeps, error: Error): Promise<void> {
  const id = deps.cursor.triedOccurrence
  await deps.system.transaction().execute(async (trx) => {
    if (!id || !(await tryLockIngest(trx))) return
    if (!(await putOccurrenceOff(trx, id, new Date(deps.clock.now().getTime() + putOffMs)))) return
    deps.log.error({ err: error, event: id }, 'an occurrence could not be taken in and is put off')
  })
}

/** Turns the first due occurrence into an event without a reply when it fails by its own fault. */
export async function setFirstOccurrenceAside(deps: InboxDeps, error: Error): Promise<void> {
  const id = deps.cursor.triedOccurrence
  await deps.system.transaction().execute(async (trx) => {
    if (!id || !(await tryLockIngest(trx)) || !(await setOccurrenceAside(trx, id, deps.clock.now()))) return
    deps.log.error({ err: error, event: id }, 'an occurrence could not be taken in; nobody answers it')
  })
}
