import { addOccurrences, bringForward } from '../inbox/addOccurrences.queries.ts'
import { findErased } from '../contacts/erasedPeople.queries.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { HistoryPart } from '../model/capabilities.ts'
import type { InboundEvent } from '../model/event.ts'
import type { Job } from '../model/job.ts'
import { askPlatform, openLine } from '../outbox/askPlatform.ts'
import { laneOfChecks, notPermitted, partJob, type Part } from './checkJobs.ts'
import type { MissedDeps } from './checkEvents.job.ts'
import { endParts, findOwnMessages, findStandbyThreads, leaveOutKnown, noteFound } from './checks.queries.ts'

/** The most pages of one list. Of more the check says that it is cut. */
const mostParts = 200

/**
 * Messages that were missed wait this long for the end of the check: an answer moves its thread to the top of the list, which would be read
 * on from there. Later they are read in any case.
 */
const heldMs = 30 * 60_000

/**
 * Reads one part of an account's history. Events that are not known become occurrences, which ingest decides like those of webhooks; the
 * job for the next part is added in the same transaction. So a kill loses no place, and answers to comments go between the parts.
 */
export const readHistory = (deps: MissedDeps): JobHandler => ({
  backoffMs: [10_000, 60_000, 300_000, 900_000],
  timeLimitMs: 60_000,
  repeatable: true,
  waitsForAccount: true,
  // The check notes it (`settled`), and the next one reads the same time again.
  gaveUp: () => null,
  async settled(trx, ended) {
    const parts = ended.flatMap(({ job, row }) =>
      row.state === 'waiting'
        ? []
        : [{ account_id: job.accountId!, slot: (job.data as Part).slot, lane: laneOfChecks(job.accountId!), code: row.code }],
    )
    const now = deps.clock.now()
    await bringForward(trx, 'missed', await endParts(trx, parts, now), now)
  },
  async run(job) {
    const accountId = job.accountId!
    const part = job.data as Part
    const line = await openLine(deps, accountId, ({ history }) => history)
    if ('kind' in line) return line
    const { part: history, as } = line
    const { postId } = part
    const asked = await askPlatform(deps, accountId, postId === null ? history.rates.messages : history.rates.comments, () =>
      postId === null ? history.listMessages(deps.http, as, part.after) : history.listComments(deps.http, as, postId, part.after),
    )
    if ('outcome' in asked) return asked.outcome
    if ('refused' in asked) {
      // Nothing of this kind is answered either, and the rest of the check is complete without it.
      if (asked.refused.class === 'permission') return { kind: 'failed', code: notPermitted }
      // A post that was deleted meanwhile has nothing to answer.
      if (postId !== null && asked.refused.class === 'contact') return { kind: 'done' }
      return { kind: 'failed', code: asked.refused.code }
    }
    await store(deps, job, part, asked.found)
    return { kind: 'done' }
  },
})

const inTime = ({ since, until }: Part, events: InboundEvent[]): InboundEvent[] =>
  events
    .filter(({ occurredAt }) => occurredAt.getTime() >= Date.parse(since) && occurredAt.getTime() <= Date.parse(until))
    .sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime())

/** Stores what is not known yet, and has the next page read as long as this one has anything of the time that is checked. */
async function store(deps: MissedDeps, job: Job, part: Part, { events, answers, newestAt, next }: HistoryPart): Promise<void> {
  const account = { id: job.accountId!, workspaceId: job.workspaceId! }
  const now = deps.clock.now()
  const unknown = await leaveOutKnown(deps.system, account.id, inTime(part, events))
  const missed = await markAnswered(deps, account.id, await leaveOutErased(deps, account.id, unknown), answers)
  const goesOn = next !== null && (newestAt === null || newestAt.getTime() >= Date.parse(part.since))
  const isCut = goesOn && part.part + 1 >= mostParts
  await deps.system.transaction().execute(async (trx) => {
    const added = await addOccurrences(
      trx,
      missed.map((event) => ({
        id: deps.newId(),
        workspace_id: account.workspaceId,
        account_id: account.id,
        kind: 'missed' as const,
        key: event.key,
        contact_id: null,
        due_at: part.postId === null ? new Date(now.getTime() + heldMs) : now,
        data: { event },
        created_at: now,
      })),
    )
    await noteFound(trx, { accountId: account.id, slot: part.slot, missed: added.length, isCut })
    if (goesOn && !isCut)
      await addJobs(trx, { newId: deps.newId, now }, [partJob(account, { ...part, after: next, part: part.part + 1 }, now)])
  })
  // Pages hear of it at the end of the check; `accounts` would have every process read all tokens and secrets again.
  deps.wake.tell('jobs', account.workspaceId, [account.id])
  if (!missed.length) return
  deps.log.warn({ account: account.id, count: missed.length }, 'events were found that no webhook told of')
  deps.wake.tell('occurrences', null)
}

/** What people did before they were erased is not stored again. */
async function leaveOutErased(deps: MissedDeps, accountId: string, events: InboundEvent[]): Promise<InboundEvent[]> {
  const acts = events.flatMap((event) => {
    const ids = [event.personId, ...(event.otherIds ?? []).map(({ value }) => value)].filter((id) => id !== null)
    return ids.length ? [{ event, accountId, ids, at: event.occurredAt }] : []
  })
  const erased = new Set([...(await findErased(deps.system, deps, acts))].map(({ event }) => event))
  return events.filter((event) => !erased.has(event))
}

/** Marks what needs no reply: the owner, or another app, answered it meanwhile, or another app has the conversation. */
async function markAnswered(
  { system }: MissedDeps,
  accountId: string,
  events: InboundEvent[],
  answers: HistoryPart['answers'],
): Promise<InboundEvent[]> {
  const ids = events.flatMap(({ key }) => answers.get(key) ?? [])
  const own = await findOwnMessages(system, accountId, ids)
  const people = events.flatMap(({ kind, personId }) => (kind === 'message' && personId !== null ? [personId] : []))
  const elsewhere = await findStandbyThreads(system, accountId, people)
  return events.map((event) => {
    if (event.kind === 'message' && elsewhere.has(event.personId!)) return { ...event, standby: true }
    const isAnswered = answers.get(event.key)?.some((id) => !own.has(id)) ?? false
    return isAnswered ? { ...event, noReply: event.noReply ?? 'answered_by_hand' } : event
  })
}
