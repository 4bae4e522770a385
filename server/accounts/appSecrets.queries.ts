import type { Signer } from '../model/signer.ts'
import type { Clock } from '../platform/clock.ts'
import { ApiError, errorCodes } from '../platform/errors.ts'
import type { Db } from '../platform/db.ts'
import type { Vault } from '../platform/vault.queries.ts'
import type { Wake } from '../platform/wake.ts'
import { appWideKeys, keysWorthTrying, ownKeys, type OwnSecret, type SigningKey } from './signingKeys.ts'

/** The secrets that may sign webhooks, the accounts each is valid for, and the tokens that verify addresses. */
export type AppSecrets = {
  /**
   * For the app-wide addresses (null): every secret worth trying on this payload. For an account's own address: its secret, or the app-wide
   * ones when it has none.
   */
  signing(accountId: string | null, body: Buffer): Promise<SigningKey[]>
  /** For which accounts a key is valid, with those whose own secret it also is (model/signer.ts). */
  signersOf(key: SigningKey): Promise<Signer>
  /** Likewise. A verified address gives no rights: the signature decides for which accounts a payload is valid. */
  verifying(accountId: string | null): Promise<string[]>
  /**
   * The account in `/webhooks/instagram/:accountId`, by our id or by the platform's. Errors: ApiError unavailable when it is not known and
   * the database does not say in time.
   */
  accountOf(idOrExternalId: string): Promise<string | null>
}

type LoadedAccount = OwnSecret & { verifyToken: string | null }
type Loaded = { until: number; accounts: LoadedAccount[]; appWide: SigningKey[] }
type Shared = { app: { secrets: string[]; verifyTokens: string[] }; simulator: { secret: string; verifyToken: string } | null }

const keepMs = 5_000
/** A suspended database does not refuse, it is silent; together with inbox/storeWithTimeout.ts this makes less than a second. */
const loadWithinMs = 150

/** An account that is not known is looked for again after this, and for so long. */
const unknownForMs = 500
const findWithinMs = 800

/**
 * In:     the secrets and tokens that are valid for several accounts (settings, and the simulated app's). Those of accounts are decrypted
 *         and cached for seconds.
 */
export function makeAppSecrets(deps: { system: Db; vault: Vault; clock: Clock; wake: Wake }, shared: Shared): AppSecrets {
  const sharedSecrets = { app: shared.app.secrets, simulator: shared.simulator?.secret ?? null }
  let kept: Loaded | null = null
  let loading: Promise<Loaded> | null = null
  deps.wake.on((topic) => {
    if (topic !== 'accounts') return
    kept = null
    loading = null // it may have read the state before the change
  })
  async function load(): Promise<Loaded> {
    const rows = await deps.system
      .selectFrom('accounts')
      .select(['id', 'workspace_id', 'external_id', 'simulated', 'app_secret', 'verify_token'])
      .execute()
    const accounts = await Promise.all(
      rows.map(async (row) => {
        const place = (column: string) => ({ table: 'accounts', row: row.id, column, workspaceId: row.workspace_id })
        return {
          id: row.id,
          externalId: row.external_id,
          simulated: row.simulated,
          secret: row.app_secret && (await deps.vault.open(place('app_secret'), row.app_secret)),
          verifyToken: row.verify_token && (await deps.vault.open(place('verify_token'), row.verify_token)),
        }
      }),
    )
    return { until: deps.clock.machineMs() + keepMs, accounts, appWide: appWideKeys(sharedSecrets, accounts) }
  }
  function reload(): Promise<Loaded> {
    const mine: Promise<Loaded> = load().then(
      (loaded) => {
        if (loading === mine) [kept, loading] = [loaded, null]
        return loaded
      },
      (error: unknown) => {
        if (loading === mine) loading = null
        throw error
      },
    )
    loading = mine
    return mine
  }
  async function current(): Promise<Loaded> {
    const known = kept
    if (known && known.until > deps.clock.machineMs()) return known
    const fresh = loading ?? reload()
    if (!known) return fresh
    // While the database is unavailable, the secrets known a moment ago still check signatures; the receiver decides whether a payload can
    // be stored.
    const over = new AbortController()
    const current = await Promise.race([fresh.catch(() => known), deps.clock.wait(loadWithinMs, over.signal).then(() => known)])
    over.abort()
    return current
  }
  const byId = ({ accounts }: Loaded, id: string) => accounts.find((one) => one.id === id)
  return {
    async signing(accountId, body) {
      const loaded = await current()
      if (accountId === null) return keysWorthTrying(loaded.appWide, body)
      const account = byId(loaded, accountId)
      return account ? ownKeys(sharedSecrets, account) : []
    },
    async signersOf({ secret, signer }) {
      const own = (await current()).accounts.filter((account) => account.secret === secret).map(({ id }) => id)
      return [...new Set([...signer.split(' '), ...own])].join(' ')
    },
    async verifying(accountId) {
      const loaded = await current()
      const { app, simulator } = shared
      if (accountId === null) {
        const own = loaded.accounts.flatMap((one) => one.verifyToken ?? [])
        return [...new Set([...app.verifyTokens, ...(simulator ? [simulator.verifyToken] : []), ...own])]
      }
      const account = byId(loaded, accountId)
      if (!account) return []
      if (account.verifyToken) return [account.verifyToken]
      return [...app.verifyTokens, ...(simulator && account.simulated ? [simulator.verifyToken] : [])]
    },
    async accountOf(idOrExternalId) {
      const idIn = ({ accounts }: Loaded) =>
        accounts.find((one) => one.id === idOrExternalId || one.externalId === idOrExternalId)?.id ?? null
      const used = await current()
      const known = idIn(used)
      if (known !== null || deps.clock.machineMs() - (used.until - keepMs) < unknownForMs) return known
      // It may have been connected by another process meanwhile.
      const over = new AbortController()
      const fresh = (loading ?? reload()).then((loaded) => ({ id: idIn(loaded) })).catch(() => null)
      const found = await Promise.race([fresh, deps.clock.wait(findWithinMs, over.signal).then(() => null)])
      over.abort()
      // Whoever asks again later is answered: a platform that is told "not found" may give the address up.
      if (found === null) throw new ApiError('unavailable', errorCodes.unavailable.means)
      return found.id
    },
  }
}
