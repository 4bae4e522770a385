import { createHash } from 'node:crypto'
import { appSecretProof } from '../channels/meta/signature.ts'
import type { Credentials } from '../model/channel.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Vault } from '../platform/vault.queries.ts'
import type { Wake } from '../platform/wake.ts'
import type { AccountRow } from './accounts.queries.ts'

/**
 * Credentials of accounts, decrypted when needed. `get`: cached for a few seconds; dropped when an account changes, in this process or
 * another. `of`: of a row that was read, for callers to whom it matters which token that was. Both reject for an account without a token.
 */
export type CredentialStore = {
  get(accountId: string): Promise<Credentials>
  of(row: AccountRow): Promise<Credentials>
  /** The ids of our apps at the platform; none where the account's app is another one, whose secret was given with it. */
  appIds(account: { simulated: boolean; hasOwnApp: boolean }): string[]
}

const keepMs = 5_000

/** The apps that are ours at the platform, and the secret of the one that logins through Facebook use; null: none. */
export type OwnApps = { ids: string[]; proofSecret: string | null }

type Given = { system: Db; vault: Vault; clock: Clock; wake: Wake; graphVersion: string; appsOf: (simulated: boolean) => OwnApps }

/** Tells a token from those that its account has before and after; made of what is sealed, so it says nothing about the token. */
export const markOf = (sealed: Buffer): string => createHash('sha256').update(sealed).digest('hex')

export function makeCredentialStore(deps: Given): CredentialStore {
  const kept = new Map<string, { until: number; credentials: Promise<Credentials> }>()
  deps.wake.on((topic) => {
    if (topic === 'accounts') kept.clear()
  })
  const appIds: CredentialStore['appIds'] = ({ simulated, hasOwnApp }) => (hasOwnApp ? [] : deps.appsOf(simulated).ids)
  async function of(row: AccountRow): Promise<Credentials> {
    if (!row.access_token) throw new Error('the account is disconnected: it has no token')
    const place = { table: 'accounts', row: row.id, column: 'access_token', workspaceId: row.workspace_id }
    const accessToken = await deps.vault.open(place, row.access_token)
    // The app of a pasted token is not known.
    const secret = row.connection_id && row.login_type === 'facebook' ? deps.appsOf(row.simulated).proofSecret : null
    return {
      channel: row.channel,
      externalId: row.external_id,
      pageId: row.page_id,
      businessId: row.business_id,
      loginType: row.login_type,
      accessToken,
      tokenMark: markOf(row.access_token),
      graphUrl: row.graph_url,
      graphVersion: deps.graphVersion,
      appIds: appIds({ simulated: row.simulated, hasOwnApp: row.app_secret !== null && row.connection_id === null }),
      grantedScopes: row.granted_scopes,
      appSecretProof: secret && appSecretProof(secret, accessToken),
    }
  }
  const read = async (id: string) => of(await deps.system.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
  return {
    of,
    appIds,
    get(id) {
      const now = deps.clock.machineMs()
      const known = kept.get(id)
      if (known && known.until > now) return known.credentials
      const credentials = read(id)
      kept.set(id, { until: now + keepMs, credentials })
      credentials.catch(() => kept.delete(id))
      return credentials
    },
  }
}
