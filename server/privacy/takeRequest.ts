import { createHash } from 'node:crypto'
import { withdrawLogins } from '../accounts/withdrawLogins.queries.ts'
import { writeAudits } from '../audit/audit.queries.ts'
import { readSignedRequest } from '../channels/meta/signedRequest.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { withdrawLinkedLogins } from '../linkedLogins/withdrawLinkedLogins.ts'
import type { callsPerAddress } from '../platform/callsPerAddress.ts'
import { newToken } from '../platform/tokens.ts'
import { ApiError } from '../platform/errors.ts'
import { findWorkspacesWith, lockOpenRequest, noteEffect, storeRequest } from './dataRequests.queries.ts'
import { requestsKeptMs } from './requestsKept.ts'
import { sentence } from './sentences.ts'
import { tellOfWithdrawal } from './tellOfWithdrawal.ts'

/** The actor of audit rows for what the platform asked for. */
export const platformActor = 'platform'

/**
 * Takes a signed request of the platform: a person withdrew the app, or wants their data deleted. Their logins are stopped at once; a job
 * deletes the rest. A request that was taken before changes nothing.
 * Out:    the code of the request, for its public status page.
 * Errors: ApiError invalid_input when the text is malformed or too old, or no secret of this hub's apps signed it; too_many_attempts when
 *         an app of a workspace asks more often than `calls` lets it. The instance's own apps are not limited: the platform may not ask
 *         again.
 */
export async function takeRequest(
  deps: Deps,
  calls: ReturnType<typeof callsPerAddress>,
  kind: 'deauthorize' | 'data_deletion',
  text: string,
): Promise<string> {
  const signed = readSignedRequest(text, await deps.secrets.signing(null, Buffer.from(text, 'latin1')))
  if (!signed) throw new ApiError('invalid_input', 'signed_request: not signed by an app of this hub, or malformed. Nothing was changed.')
  const { userId, issuedAt, key } = signed
  const now = deps.clock.now()
  if (issuedAt && issuedAt.getTime() < now.getTime() - requestsKeptMs)
    throw new ApiError('invalid_input', 'signed_request: issued more than 180 days ago. Nothing was changed.')
  const id = deps.newId()
  const signers = await deps.secrets.signersOf(key)
  if (!/\b(app|simulator)\b/.test(signers) && calls.count(signers) !== null)
    throw new ApiError('too_many_attempts', 'Too many requests signed by this app. Nothing was changed. Try again in a minute.')
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
      had_effect: false,
    })
    if (!isNew) return { code, accounts: [] }
    const person = { userId, signers }
    const accounts = await withdrawLogins(trx, { ...person, issuedAt, reason }, { forget: kind === 'data_deletion', now })
    const unlinked = await withdrawLinkedLogins(deps, trx, { userId, signers, issuedAt }, platformActor)
    await tellOfWithdrawal(trx, { newId: deps.newId, now }, { requestId: id, accounts, reason })
    const row = (workspaceId: string, action: string, subject: string, subjectId: string) => ({
      workspaceId,
      actor: platformActor,
      action,
      subject,
      subjectId,
    })
    if (accounts.length || unlinked) await noteEffect(trx, id)
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
      if (!(await lockOpenRequest(trx, { id, ...person })))
        await addJobs(trx, { newId: deps.newId, now }, [
          { kind: 'data_deletion', workspaceId: null, accountId: null, runAt: now, data: { requestId: id }, ...placeOf(signers) },
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

/** Whoever signs has a turn and a lane of their own, so that the many requests of one app keep nobody else's waiting. */
function placeOf(signers: string): { turn: string; lane: string } {
  const hash = createHash('sha256').update(signers).digest('hex')
  return { turn: hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), lane: `data_deletion/${hash}` }
}
