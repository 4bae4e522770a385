import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { AccountProfile, Credentials } from '../model/channel.ts'
import type { TokenKind } from '../model/connection.ts'
import type { NewJob } from '../model/job.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { addAccount, changeAccount, findAccount, findOwner, type AccountChange, type AccountRow } from './accounts.queries.ts'
import { subscribeSimulated } from './subscribeSimulated.ts'
import { templatesJob } from './templatesJob.ts'

/** What is known of an account's token beside the token itself. */
export type TokenFacts = {
  connectionId: string | null
  kind: TokenKind
  issuedAt: Date | null
  expiresAt: Date | null
  checkedAt: Date | null
  grantedScopes: string[] | null
  dataAccessExpiresAt: Date | null
}
/** What is known of a token that was pasted. */
export const pasted: TokenFacts = {
  connectionId: null,
  kind: 'unknown',
  issuedAt: null,
  expiresAt: null,
  checkedAt: null,
  grantedScopes: null,
  dataAccessExpiresAt: null,
}

export const columnsOfToken = (facts: TokenFacts) =>
  ({
    connection_id: facts.connectionId,
    token_kind: facts.kind,
    token_issued_at: facts.issuedAt,
    token_expires_at: facts.expiresAt,
    token_checked_at: facts.checkedAt,
    granted_scopes: facts.grantedScopes,
    data_access_expires_at: facts.dataAccessExpiresAt,
  }) satisfies AccountChange

/**
 * The account as this workspace has it already; undefined when it is new. Errors: ApiError conflict when another workspace has it. Asked
 * before the token is checked, so that the answer does not depend on the token.
 */
export async function findOwnAccount(
  deps: Deps,
  who: Principal,
  channel: AccountRow['channel'],
  externalId: string,
): Promise<AccountRow | undefined> {
  const owner = await findOwner(deps.databases.system, channel, externalId)
  if (!owner) return undefined
  if (owner.workspaceId !== who.workspaceId)
    throw new ApiError('conflict', 'This account is connected in another workspace of this instance.')
  return inWorkspace(deps.databases.web, who, (trx) => findAccount(trx, owner.id))
}

/** A checked account: how it is called, what the platform says of it, and what the owner gave. */
export type CheckedAccount = {
  as: Credentials
  profile: AccountProfile
  name: string
  simulated: boolean
  facts: TokenFacts
  status?: 'active' | 'inactive'
  appSecret?: string
  verifyToken?: string
}

/**
 * Stores a checked account: adds it, or gives the one that the workspace has its new token, keeping everything else. A stopped or
 * disconnected account goes on; one that its owner switched off stays off. In: `ownUrl`: this process, for a simulator on the same machine.
 */
export async function storeAccount(
  deps: Deps,
  who: Principal,
  given: CheckedAccount,
  existing: AccountRow | undefined,
  ownUrl: string | null,
): Promise<AccountRow> {
  const { as, profile, simulated } = given
  const id = existing?.id ?? deps.newId()
  const now = deps.clock.now()
  const sealed = (column: string, secret: string) =>
    deps.vault.seal({ table: 'accounts', row: id, column, workspaceId: who.workspaceId }, secret)
  const secrets = {
    access_token: await sealed('access_token', as.accessToken),
    ...(given.appSecret ? { app_secret: await sealed('app_secret', given.appSecret) } : {}),
    ...(given.verifyToken ? { verify_token: await sealed('verify_token', given.verifyToken) } : {}),
  }
  const known = {
    page_id: as.pageId,
    business_id: profile.businessId ?? as.businessId ?? null,
    login_type: as.loginType,
    username: profile.username,
    category: profile.category ?? null,
    picture_url: profile.pictureUrl,
    phone: profile.phone ?? null,
    graph_url: as.graphUrl,
    simulated,
    updated_at: now,
  }
  const stored = await inWorkspace(deps.databases.web, who, async (trx) => {
    const add = () =>
      addAccount(trx, {
        id,
        workspace_id: who.workspaceId,
        channel: as.channel,
        external_id: as.externalId,
        name: given.name,
        app_secret: null,
        verify_token: null,
        status: given.status ?? 'active',
        created_at: now,
        ...known,
        ...secrets,
      }).catch((error: { code?: string }) => {
        if (error.code === '23505') throw new ApiError('conflict', 'This account was connected a moment ago.')
        throw error
      })
    if (!existing) await add()
    const goesOn = existing && existing.status !== 'inactive' ? ({ status: 'active', status_reason: null } as const) : {}
    const row = await changeAccount(trx, id, {
      ...columnsOfToken(given.facts),
      ...(existing ? { ...known, ...secrets, ...goesOn, stopped_kinds: {} } : {}),
    })
    if (!row) throw new ApiError('conflict', 'This account was removed a moment ago.')
    await writeAudit(trx, deps, {
      workspaceId: who.workspaceId,
      actor: who.actor,
      action: existing ? 'reconnect' : 'connect',
      subject: 'account',
      subjectId: id,
    })
    if (deps.channelOf(as.channel).leads) await lookAtForms(deps, trx, row, now)
    if (deps.channelOf(as.channel).templates && row.business_id !== null)
      await addJobs(trx, { newId: deps.newId, now }, [
        templatesJob({ id, workspaceId: row.workspace_id }, `connected/${now.toISOString()}`, now),
      ])
    return row
  })
  deps.wake.tell('accounts', who.workspaceId, [id])
  deps.wake.tell('jobs', null)
  deps.wake.tell('outbox', null)
  if (simulated && ownUrl) await subscribeSimulated(deps, as.externalId, ownUrl, 'missing')
  return stored
}

/**
 * Has the lead forms of an account looked at that was just connected, also once more: may its leads be read, which forms are there, and
 * which leads came meanwhile. Each connection has a slot of its own, so that its readings are no repetitions of earlier ones.
 */
async function lookAtForms(deps: Deps, trx: Trx, { id, workspace_id }: AccountRow, now: Date): Promise<void> {
  const slot = `connected/${now.toISOString()}`
  const job: NewJob = {
    kind: 'lead_forms',
    workspaceId: workspace_id,
    accountId: id,
    runAt: now,
    lane: `lead_forms/${id}`,
    priority: 5,
    uniqueKey: `lead_forms/${id}/${slot}`,
    data: { slot },
  }
  await addJobs(trx, { newId: deps.newId, now }, [job])
}
