import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { findMerge, findOwn, isWithinAnother, mergePeople, unmergePeople } from './merges.queries.ts'
import { optOutWhoRefused } from './optOuts.queries.ts'

/** Messages are above this module: of waiting ones that say the same in one thread, the later are refused. */
export type RefuseTwins = (trx: Trx, conversationIds: readonly string[], now: Date) => Promise<void>

function refuseLimited({ accountIds }: Principal): void {
  if (accountIds !== null)
    throw new ApiError('forbidden', 'People are merged on all accounts. You are limited to some of them, so you cannot merge people.')
}

/**
 * Merges two people: everything of one belongs to the other, who lacks nothing of it. Open runs go on, messages that wait are sent,
 * opt-outs hold for both. Errors: ApiError not_found, invalid_input (the same person), forbidden.
 */
export async function mergeByHand(deps: Deps & { refuseTwins: RefuseTwins }, who: Principal, from: string, into: string): Promise<void> {
  refuseLimited(who)
  const { workspaceId, actor } = who
  if (from === into) throw new ApiError('invalid_input', 'intoId: name another person than the one that is merged.')
  const now = deps.clock.now()
  await changing(deps, workspaceId, async (trx) => {
    const own = await findOwn(trx, workspaceId, [from, into])
    for (const id of [from, into]) if (!own.includes(id)) notFound('contact', id)
    const threads = await mergePeople(trx, { from, into }, { id: deps.newId(), workspaceId, actor, now })
    await optOutWhoRefused(trx, who, into, { accountIds: null, actor, now, newId: deps.newId })
    await deps.refuseTwins(trx, threads, now)
    await writeAudit(trx, deps, { workspaceId, actor, action: 'merge', subject: 'contact', subjectId: into })
  })
}

/** Undoes a merge, the last one unless it is named. Out: the id of who is there again. Errors: ApiError not_found, conflict, forbidden. */
export async function unmergeByHand(deps: Deps, who: Principal, id: string, mergeId?: string): Promise<string> {
  refuseLimited(who)
  const { workspaceId, actor } = who
  return changing(deps, workspaceId, async (trx) => {
    if (!(await findOwn(trx, workspaceId, [id])).length) notFound('contact', id)
    const merge = await findMerge(trx, workspaceId, id, mergeId)
    if (!merge) throw new ApiError('conflict', 'Nobody was merged into this person, or it was undone already.')
    if (await isWithinAnother(trx, merge))
      throw new ApiError('conflict', 'The person whom this one was merged into was merged again later. Undo that merge first.')
    await unmergePeople(trx, deps.newId, merge, deps.clock.now())
    await writeAudit(trx, deps, { workspaceId, actor, action: 'unmerge', subject: 'contact', subjectId: id })
    return merge.fromId
  })
}

async function changing<T>(deps: Deps, workspaceId: string, work: (trx: Trx) => Promise<T>): Promise<T> {
  const done = await deps.databases.system.transaction().execute(async (trx) => {
    await lockIngest(trx)
    return work(trx)
  })
  for (const topic of ['contacts', 'leads', 'messages', 'events'] as const) deps.wake.tell(topic, workspaceId)
  deps.wake.tell('outbox', null)
  return done
}
