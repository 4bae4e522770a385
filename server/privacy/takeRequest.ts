import { createHash } from 'node:crypto'
import { withdrawLogins } from '../accounts/withdrawLogins.queries.ts'
import { writeAudits } from '../audit/audit.queries.ts'
import { readSignedRequest } from '../channels/meta/signedRequest.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { withdrawLinkedLogins } from '../linkedLogins/withdrawLinkedLogins.ts'
import { newToken } from '../platform/tokens.ts'
import { ApiError } from '../platform/errors.ts'
import { findWorkspacesWith, storeRequest } from './dataRequests.queries.ts'
import { sentence } from './sentences.ts'
import { tellOfWithdrawal } from './tellOfWithdrawal.ts'

/** The actor of audit rows for what the platform asked for. */
export const platformActor = 'platform'

/**
 * Takes a signed request of the platform: a person withdrew the app, or wants their data deleted. Their logins are stopped at once; a job
 * deletes the rest. A request that was taken before changes nothing.
 * Out:    the code of the request, for its public status page.
 * Errors: ApiError invalid_input when the text is malformed, or no secret of this hub's apps signed it.
 */
export async function takeRequest(deps: Deps, kind: 'deauthorize' | 'data_deletion', text: string): Promise<string> {
  const signed = readSignedRequest(text, await deps.secrets.signing(null, Buffer.from(text, 'latin1')))
  if (!signed) throw new ApiError('invalid_input', 'signed_request: not signed by an app of this hub, or malformed. Nothing was changed.')
  const { userId, issuedAt, key } = signed
  const now = deps.clock.now()
  const id = deps.newId()
  const signers = await deps.secrets.signersOf(key)
  const reason = sentence(kind === 'deauthorize' ? 'privacy.deauthorized' : 'privacy.forgotten')
  const taken = await deps.databases.system.transaction().execute(async (trx) => {
    const { code, isNew } = await storeRequest(trx, {
      id,
      kind,
      digest: createHash('sha256').update(signed.signature).digest('base64url'),
      code: newToken(),
      signers,
      user_id: kind === 'data_deletion' ? userId : null,
      issued_at: issuedAt,
      requested_at: now,
      completed_at: kind === 'data_deletion' ? null : now,
    })
    if (!isNew) return { code, accounts: [] }
    const person = { userId, signers }
    const accounts = await withdrawLogins(trx, { ...person, issuedAt, reason }, { forget: kind === 'data_deletion', now })
    await withdrawLinkedLogins(deps, trx, { userId, signers, issuedAt }, platformActor)
    await tellOfWithdrawal(trx, { newId: deps.newId, now }, { requestId: id, accounts, reason })
    const row = (workspaceId: string, action: string, subject: string, subjectId: string) => ({
      workspaceId,
      actor: platformActor,
      action,
      subject,
      subjectId,
    })
    if (kind === 'deauthorize')
      await writeAudits(
        trx,
        deps,
        accounts.map((account) => row(account.workspaceId, 'deauthorize', 'account', account.id)),
      )
    else {
      const workspaces = new Set([...accounts.map(({ workspaceId }) => workspaceId), ...(await findWorkspacesWith(trx, person))])
      await writeAudits(
        trx,
        deps,
        [...workspaces].map((workspaceId) => row(workspaceId, 'request', 'data_deletion', id)),
      )
      await addJobs(trx, { newId: deps.newId, now }, [
        { kind: 'data_deletion', workspaceId: null, accountId: null, runAt: now, data: { requestId: id }, lane: 'data_deletion' },
      ])
    }
    return { code, accounts }
  })
  for (const [workspaceId, accounts] of Map.groupBy(taken.accounts, (account) => account.workspaceId))
    deps.wake.tell(
      'accounts',
      workspaceId,
      accounts.map((account) => account.id),
    )
  deps.wake.tell('jobs', null)
  return taken.code
}
