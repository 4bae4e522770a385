import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { jobOfImport } from './importContacts.job.ts'
import { countRunning, findAccountsOf, insertImport } from './imports.queries.ts'
import { chosenTargets, checkFile, storeText } from './openFile.ts'
import { readingOf } from './readingOf.ts'
import { takeForm } from './takeForm.ts'

const mostRunning = 5

/**
 * Stores a file and starts its import. Out: the id of the import.
 * Errors: ApiError invalid_input, too_large, conflict (too many run), not_found (the account). Nothing of the file is left then.
 */
export async function startImport(
  deps: Deps,
  who: Principal,
  request: { raw: IncomingMessage; headers: IncomingHttpHeaders },
): Promise<string> {
  const { workspaceId, actor } = who
  const { web } = deps.databases
  const id = deps.newId()
  const at = `${workspaceId}/${id}`
  try {
    const { mapping, options, name, file } = await takeForm(request, (content) => storeText(deps, at, content))
    const checked = await checkFile(deps, at, file.head, options.delimiter)
    const { fields } = await readingOf(deps, { workspaceId, targets: [], options })
    const targets = chosenTargets(checked.columns, mapping, fields)
    if (targets.every((target) => target === 'ignore'))
      throw new ApiError('invalid_input', 'mapping: no column becomes anything. Say what the columns are.')
    await inWorkspace(web, who, async (trx) => {
      const { accountId } = options
      if (accountId !== null && !(await findAccountsOf(trx, workspaceId)).has(accountId)) notFound('account', accountId)
      if ((await countRunning(trx, workspaceId)) >= mostRunning)
        throw new ApiError('conflict', `${mostRunning} imports are running already. Wait for one to end, or cancel it.`)
      const now = deps.clock.now()
      const { columns, delimiter, total, place } = checked
      await insertImport(trx, {
        id,
        workspace_id: workspaceId,
        actor,
        name,
        encoding: file.encoding,
        delimiter,
        columns,
        targets,
        options,
        state: 'running',
        total,
        place,
        created_at: now,
      })
      await addJobs(trx, { newId: deps.newId, now }, [jobOfImport({ id, workspaceId }, place, now)])
      await writeAudit(trx, deps, { workspaceId, actor, action: 'start', subject: 'import', subjectId: id, fields: [`rows:${total}`] })
    })
  } catch (error) {
    await deps.files.remove(at)
    throw error
  }
  deps.wake.tell('jobs', workspaceId)
  return id
}
