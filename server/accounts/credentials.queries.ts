import { appSecretProof } from '../channels/meta/signature.ts'
import type { Credentials } from '../model/channel.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Vault } from '../platform/vault.queries.ts'
import type { Wake } from '../platform/wake.ts'

/**
 * Credentials of accounts, decrypted when needed and cached for a few seconds; dropped when an account changes, in this process or
 * another.
 */
export type CredentialStore = { get(accountId: string): Promise<Credentials> }

const keepMs = 5_000

type Given = {
  system: Db
  vault: Vault
  clock: Clock
  wake: Wake
  graphVersion: string
  /** The secret of the app that logins through Facebook use; null: none. */
  proofSecret: (simulated: boolean) => string | null
}

export function makeCredentialStore(deps: Given): CredentialStore {
  const kept = new Map<string, { until: number; credentials: Promise<Credentials> }>()
  deps.wake.on((topic) => {
    if (topic === 'accounts') kept.clear()
  })
  async function read(id: string): Promise<Credentials> {
    const row = await deps.system.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    if (!row.access_token) throw new Error('the account is disconnected: it has no token')
    const place = { table: 'accounts', row: row.id, column: 'access_token', workspaceId: row.workspace_id }
    const accessToken = await deps.vault.open(place, row.access_token)
    // The app of a pasted token is not known.
    const secret = row.connection_id && row.login_type === 'facebook' ? deps.proofSecret(row.simulated) : null
    return {
      channel: row.channel,
      externalId: row.external_id,
      pageId: row.page_id,
      businessId: row.business_id,
      loginType: row.login_type,
      accessToken,
      graphUrl: row.graph_url,
      graphVersion: deps.graphVersion,
      grantedScopes: row.granted_scopes,
      appSecretProof: secret && appSecretProof(secret, accessToken),
    }
  }
  return {
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
