import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import { findFields } from '../contacts/fields.queries.ts'
import { askedConditions } from '../contacts/segments/askedConditions.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { storedValue } from '../model/contact.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import type { BulkWhat, NewBulkAction } from './bulk.schemas.ts'
import { jobOfBulkAction } from './bulkAction.job.ts'
import { countRunning, findBulkAction, insertBulkAction, type BulkRow } from './bulkActions.queries.ts'

const mostRunning = 5

/**
 * Starts something that is done to many people. A limited caller reaches those of their accounts.
 * Errors: ApiError forbidden (an erase by somebody who may not), conflict (too many run), invalid_input (the field does not take the
 * value), not_found (the segment).
 */
export async function startBulkAction(deps: Deps, who: Principal, asked: NewBulkAction): Promise<BulkRow> {
  const { ids, segmentId, action } = asked
  const { workspaceId, actor, accountIds } = who
  if (action.kind === 'erase') refuseErase(who)
  if ((await countRunning(deps.databases.system, workspaceId)) >= mostRunning)
    throw new ApiError('conflict', `${mostRunning} bulk actions are running already. Wait for one to end, or cancel it.`)
  const { what, conditions } = await inWorkspace(deps.databases.web, who, async (trx) => ({
    what: await checked(trx, action),
    conditions: [...(await askedConditions(trx, { segmentId })), ...(asked.conditions ?? [])],
  }))
  // Its job belongs to no account: a limited caller could not add it.
  const row = await deps.databases.system.transaction().execute(async (trx) => {
    const now = deps.clock.now()
    const newest = deps.newId()
    const id = deps.newId()
    const contactIds = ids ? [...new Set(ids.map((one) => one.toLowerCase()))].toSorted() : null
    await insertBulkAction(trx, {
      id,
      workspace_id: workspaceId,
      actor,
      account_ids: accountIds && [...accountIds],
      what,
      contact_ids: contactIds,
      conditions,
      newest,
      state: 'running',
      created_at: now,
    })
    await addJobs(trx, { newId: deps.newId, now }, [jobOfBulkAction({ id, workspaceId, place: null }, now)])
    const fields = [`action:${action.kind}`, ...(contactIds ? [`people:${contactIds.length}`] : conditions.map((one) => one.about))]
    await writeAudit(trx, deps, { workspaceId, actor, action: 'start', subject: 'bulk_action', subjectId: id, fields })
    return (await findBulkAction(trx, workspaceId, id))!
  })
  deps.wake.tell('jobs', null)
  return row
}

function refuseErase({ permissions, accountIds }: Principal): void {
  if (!permissions.has('contacts.erase'))
    throw new ApiError('forbidden', 'Erasing people needs the permission contacts.erase. Ask an admin of the workspace.')
  if (accountIds !== null)
    throw new ApiError('forbidden', 'A person is erased on all accounts. You are limited to some: ask somebody who is not.')
}

/** What is done, with the value of a field as it is stored. */
async function checked(trx: Trx, action: BulkWhat): Promise<BulkWhat> {
  if (action.kind !== 'set_field' || action.value === null) return action
  const field = (await findFields(trx)).find((one) => one.key === action.key)
  if (!field) throw new ApiError('invalid_input', `action.key: there is no field “${action.key}”. Create it first (/api/contact-fields).`)
  const value = storedValue(field, action.value)
  if (value === null) throw new ApiError('invalid_input', `action.value: is not a value of the field “${field.name}” (${field.type}).`)
  return { ...action, value }
}
