import type { Principal } from '../auth/access.ts'
import { graphUrlOf } from '../channels/meta/hosts.ts'
import { appSecretProof } from '../channels/meta/signature.ts'
import type { Deps } from '../deps.ts'
import type { Credentials } from '../model/channel.ts'
import type { LoginSite, OfferedAccount } from '../model/login.ts'
import { ApiError } from '../platform/errors.ts'
import type { AccountRow } from './accounts.queries.ts'
import { checkAccount } from './checkAccount.ts'
import type { ConnectionRow } from './connections.queries.ts'
import { findOwnAccount, storeAccount } from './storeAccount.ts'

type Offer = { site: LoginSite; connection: ConnectionRow; offered: OfferedAccount; ownUrl: string | null; pin?: string | undefined }

/**
 * Connects an account that a login offers: subscribes to what the granted permissions allow, and stores it. An account that the workspace
 * has already goes on with its new token. Errors: ApiError conflict, permission_missing (with why it cannot be chosen), and those of
 * `checkAccount`.
 */
export async function connectOffered(deps: Deps, who: Principal, { site, connection, offered, ownUrl, pin }: Offer): Promise<AccountRow> {
  const existing = await findOwnAccount(deps, who, offered.channel, offered.externalId)
  if (offered.whyNot || !offered.token) throw new ApiError('permission_missing', offered.whyNot ?? 'The platform gave no token for it.')
  const scopes = offered.grantedScopes ?? (connection.granted_scopes.length > 0 ? connection.granted_scopes : null)
  const as: Credentials = {
    channel: offered.channel,
    externalId: offered.externalId,
    pageId: offered.pageId,
    businessId: offered.businessId,
    loginType: offered.loginType,
    accessToken: offered.token,
    graphUrl: graphUrlOf(site.hosts, offered.loginType),
    graphVersion: site.graphVersion,
    appIds: [site.app.id],
    grantedScopes: scopes,
    appSecretProof: offered.loginType === 'facebook' ? appSecretProof(site.app.secret, offered.token) : null,
  }
  const profile = await checkAccount(deps, as, pin)
  const now = deps.clock.now()
  const facts = {
    connectionId: connection.id,
    kind: offered.tokenKind,
    issuedAt: now,
    expiresAt: offered.tokenExpiresAt,
    checkedAt: now,
    grantedScopes: scopes,
    dataAccessExpiresAt: connection.data_access_expires_at,
  }
  return storeAccount(
    deps,
    who,
    { as, profile, name: profile.name ?? offered.name, simulated: connection.simulated, facts },
    existing,
    ownUrl,
  )
}
