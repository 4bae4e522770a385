import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { LoggedIn, LoginSite, PlatformLogin } from '../model/login.ts'
import { inWorkspace } from '../platform/db.ts'
import { addConnection, changeConnection, findConnectionOf, type ConnectionRow } from './connections.queries.ts'

type Made = { login: PlatformLogin; site: LoginSite; loggedIn: LoggedIn; simulated: boolean }

/** Stores a login: a new connection, or the one that this person has with this app already. */
export async function storeConnection(deps: Deps, who: Principal, { login, site, loggedIn, simulated }: Made): Promise<ConnectionRow> {
  const now = deps.clock.now()
  const person = { provider: login.name, app_id: site.app.id, external_id: loggedIn.externalId }
  return inWorkspace(deps.databases.web, who, async (trx) => {
    const before = await findConnectionOf(trx, person)
    const id = before?.id ?? deps.newId()
    // The token of a login that is one account is that account's, and is stored there alone.
    const sealed = login.offersSeveral
      ? await deps.vault.seal({ table: 'connections', row: id, column: 'user_token', workspaceId: who.workspaceId }, loggedIn.token)
      : null
    const known = {
      ...person,
      app_scoped_id: loggedIn.appScopedId,
      name: loggedIn.name,
      picture_url: loggedIn.pictureUrl,
      granted_scopes: loggedIn.grantedScopes ?? [],
      user_token: sealed,
      token_kind: loggedIn.tokenKind,
      token_issued_at: now,
      token_expires_at: loggedIn.tokenExpiresAt,
      data_access_expires_at: loggedIn.dataAccessExpiresAt,
      token_checked_at: now,
      status: 'active',
      graph_url: login.app === 'instagram' ? site.hosts.instagram : site.hosts.facebook,
      simulated,
      begun_by: who.actor,
      updated_at: now,
    } as const
    const row = before
      ? await changeConnection(trx, id, { ...known, status_reason: null })
      : await addConnection(trx, { id, workspace_id: who.workspaceId, created_at: now, ...known })
    const subject = { subject: 'connection', subjectId: id }
    await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: before ? 'renew' : 'create', ...subject })
    return row
  })
}
