import { writeAudit } from '../../audit/audit.queries.ts'
import type { Principal } from '../../auth/access.ts'
import type { Deps } from '../../deps.ts'
import { inWorkspace, type Trx } from '../../platform/db.ts'
import { ApiError, notFound } from '../../platform/errors.ts'
import type { Condition } from '../filter/condition.schemas.ts'
import { findAccountIds } from '../ofWorkspace.queries.ts'
import {
  countSegments,
  deleteSegment,
  findSegment,
  insertSegment,
  segmentsAtMost,
  updateSegment,
  type SegmentRow,
} from './segments.queries.ts'

const taken = (name: string): never => {
  throw new ApiError('conflict', `There is a segment called “${name}” already. Case makes no difference.`)
}

function refuseLimited({ accountIds }: Principal): void {
  if (accountIds !== null)
    throw new ApiError(
      'forbidden',
      'Segments belong to the whole workspace. You are limited to some of its accounts, so you cannot create, change or delete segments.',
    )
}

/** Stores a filter under a name. Errors: ApiError conflict, not_found (an account), invalid_input (too many), forbidden. */
export function createSegment(deps: Deps, who: Principal, given: { name: string; conditions: Condition[] }): Promise<SegmentRow> {
  const id = deps.newId()
  return changing(deps, who, { action: 'create', subjectId: id }, async (trx) => {
    await checkAccounts(trx, given.conditions)
    if ((await countSegments(trx, who.workspaceId)) >= segmentsAtMost)
      throw new ApiError('invalid_input', `A workspace has at most ${segmentsAtMost} segments. Delete one first.`)
    const made = await insertSegment(trx, { id, workspaceId: who.workspaceId, ...given, createdAt: deps.clock.now() })
    return made ? (await findSegment(trx, id))! : taken(given.name)
  })
}

/** Changes name or conditions. Errors: ApiError conflict, not_found, forbidden. */
export async function changeSegment(
  deps: Deps,
  who: Principal,
  id: string,
  change: { name?: string | undefined; conditions?: Condition[] | undefined },
): Promise<SegmentRow> {
  try {
    return await changing(deps, who, { action: 'change', subjectId: id, fields: Object.keys(change) }, async (trx) => {
      const row = (await findSegment(trx, id)) ?? notFound('segment', id)
      await checkAccounts(trx, change.conditions ?? [])
      await updateSegment(trx, { ...row, name: change.name ?? row.name, conditions: change.conditions ?? row.conditions })
      return (await findSegment(trx, id))!
    })
  } catch (error) {
    if ((error as { code?: string }).code === '23505') taken(change.name ?? '')
    throw error
  }
}

/** Deletes a segment; the people stay. Errors: ApiError not_found, forbidden. */
export function removeSegment(deps: Deps, who: Principal, id: string): Promise<void> {
  return changing(deps, who, { action: 'remove', subjectId: id }, async (trx) => {
    if (!(await findSegment(trx, id))) notFound('segment', id)
    await deleteSegment(trx, id)
  })
}

async function checkAccounts(trx: Trx, conditions: readonly Condition[]): Promise<void> {
  const ids = conditions.flatMap((one) => (one.about === 'account' ? [one.value] : []))
  if (!ids.length) return
  const known = await findAccountIds(trx, ids)
  for (const id of ids) if (!known.has(id)) notFound('account', id)
}

async function changing<T>(
  deps: Deps,
  who: Principal,
  what: { action: string; subjectId: string; fields?: string[] },
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  refuseLimited(who)
  const { workspaceId, actor } = who
  const done = await inWorkspace(deps.databases.web, who, async (trx) => {
    const changed = await work(trx)
    await writeAudit(trx, deps, { workspaceId, actor, subject: 'segment', ...what })
    return changed
  })
  deps.wake.tell('contacts', workspaceId)
  return done
}
