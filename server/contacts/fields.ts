import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { FieldType } from '../model/contact.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { changeField, deleteField, fieldsAtMost, findFields, insertField, lockFieldNames, type FieldRow } from './fields.queries.ts'
import { jobOfFieldRemoval } from './removeField.job.ts'

const taken = (name: string): never => {
  throw new ApiError('conflict', `There is a field called “${name}” already. Case makes no difference.`)
}
/** Two names that differ in case alone look like one field. */
const isSame = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

function refuseLimited({ accountIds }: Principal): void {
  if (accountIds !== null)
    throw new ApiError(
      'forbidden',
      'Fields belong to the whole workspace. You are limited to some of its accounts, so you cannot create, rename or delete fields.',
    )
}

/** Creates a field; its name is also its key. Errors: ApiError conflict, invalid_input (too many), forbidden. */
export function createField(deps: Deps, who: Principal, given: { name: string; type: FieldType; choices: string[] }): Promise<FieldRow> {
  refuseLimited(who)
  const { workspaceId } = who
  const row = { id: deps.newId(), key: given.name, ...given, createdAt: deps.clock.now() }
  return changing(deps, who, { action: 'create', subjectId: row.id }, async (trx) => {
    await lockFieldNames(trx, workspaceId)
    const known = await findFields(trx)
    if (known.some(({ key, name }) => isSame(key, given.name) || isSame(name, given.name))) taken(given.name)
    if (known.length >= fieldsAtMost)
      throw new ApiError('invalid_input', `A workspace has at most ${fieldsAtMost} fields. Delete one first.`)
    if (!(await insertField(trx, { ...row, workspaceId }))) taken(given.name)
    return row
  })
}

/**
 * Changes the name or the choices; the key stays, so that automations go on. Errors: ApiError not_found, conflict, invalid_input,
 * forbidden.
 */
export function renameField(
  deps: Deps,
  who: Principal,
  id: string,
  change: { name?: string | undefined; choices?: string[] | undefined },
): Promise<FieldRow> {
  refuseLimited(who)
  return changing(deps, who, { action: 'change', subjectId: id, fields: Object.keys(change) }, async (trx) => {
    await lockFieldNames(trx, who.workspaceId)
    const known = await findFields(trx)
    const field = known.find((one) => one.id === id) ?? notFound('field', id)
    const { name } = change
    if (name !== undefined && known.some((one) => one.id !== id && (isSame(one.key, name) || isSame(one.name, name)))) taken(name)
    if (change.choices && field.type !== 'choice') throw new ApiError('invalid_input', 'choices: only a field of the type choice has them.')
    await changeField(trx, id, change)
    return { ...field, name: name ?? field.name, choices: change.choices ?? field.choices }
  })
}

/** Deletes a field; a job removes its values. Errors: ApiError not_found, forbidden. */
export async function removeField(deps: Deps, who: Principal, id: string): Promise<void> {
  refuseLimited(who)
  await changing(deps, who, { action: 'remove', subjectId: id }, async (trx) => {
    const field = (await findFields(trx)).find((one) => one.id === id) ?? notFound('field', id)
    await deleteField(trx, id)
    const now = deps.clock.now()
    await addJobs(trx, { newId: deps.newId, now }, [jobOfFieldRemoval({ workspaceId: who.workspaceId, key: field.key }, now)])
  })
  deps.wake.tell('jobs', null)
}

async function changing<T>(
  deps: Deps,
  who: Principal,
  what: { action: string; subjectId: string; fields?: string[] },
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  const { workspaceId, actor } = who
  const done = await inWorkspace(deps.databases.web, who, async (trx) => {
    const changed = await work(trx)
    await writeAudit(trx, deps, { workspaceId, actor, subject: 'contact_field', ...what })
    return changed
  })
  deps.wake.tell('contacts', workspaceId)
  return done
}
