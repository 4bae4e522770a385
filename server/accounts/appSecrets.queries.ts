import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Vault } from '../platform/vault.queries.ts'
import type { Wake } from '../platform/wake.ts'

/** Which secrets may sign a webhook and which tokens may verify its address. */
export type AppSecrets = {
  /** For the app-wide addresses: every app's secret. For an account's own address: its secret, or the app-wide ones when it has none. */
  signing(accountId: string | null): Promise<string[]>
  verifying(accountId: string | null): Promise<string[]>
  /** The account that `/webhooks/instagram/:accountId` means, by our id or by the platform's. */
  accountOf(idOrExternalId: string): Promise<string | null>
}

type Loaded = { until: number; accounts: { id: string; externalId: string; secret: string | null; verifyToken: string | null }[] }

const keepMs = 5_000
/** A frozen database does not refuse, it is silent; with inbox/keepInTime.ts this makes less than a second. */
const loadWithinMs = 150

/** In: the secrets and tokens that hold for the whole app (settings, and the simulated app's). Accounts' own ones are opened and kept for seconds. */
export function makeAppSecrets(
  deps: { system: Db; vault: Vault; clock: Clock; wake: Wake },
  appWide: { secrets: string[]; verifyTokens: string[] },
): AppSecrets {
  let kept: Loaded | null = null
  let loading: Promise<Loaded> | null = null
  deps.wake.on((topic) => {
    if (topic !== 'accounts') return
    kept = null
    loading = null // it may have read what was there before the change
  })
  async function load(): Promise<Loaded> {
    const rows = await deps.system
      .selectFrom('accounts')
      .select(['id', 'workspace_id', 'external_id', 'app_secret', 'verify_token'])
      .execute()
    const opened = await Promise.all(
      rows.map(async (row) => {
        const place = (column: string) => ({ table: 'accounts', row: row.id, column, workspaceId: row.workspace_id })
        return {
          id: row.id,
          externalId: row.external_id,
          secret: row.app_secret && (await deps.vault.open(place('app_secret'), row.app_secret)),
          verifyToken: row.verify_token && (await deps.vault.open(place('verify_token'), row.verify_token)),
        }
      }),
    )
    return { until: deps.clock.machineMs() + keepMs, accounts: opened }
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
    // While the database is away, what was known a moment ago still tells who signed; whether a body can be kept is the receiver's to say.
    const over = new AbortController()
    const current = await Promise.race([fresh.catch(() => known), deps.clock.wait(loadWithinMs, over.signal).then(() => known)])
    over.abort()
    return current
  }
  const unique = (list: (string | null)[]) => [...new Set(list.filter((one) => one !== null))]
  return {
    async signing(accountId) {
      const { accounts } = await current()
      if (accountId === null) return unique([...appWide.secrets, ...accounts.map((one) => one.secret)])
      const own = accounts.find((one) => one.id === accountId)?.secret
      return own ? [own] : appWide.secrets
    },
    async verifying(accountId) {
      const { accounts } = await current()
      if (accountId === null) return unique([...appWide.verifyTokens, ...accounts.map((one) => one.verifyToken)])
      const own = accounts.find((one) => one.id === accountId)?.verifyToken
      return own ? [own] : appWide.verifyTokens
    },
    async accountOf(idOrExternalId) {
      const { accounts } = await current()
      return accounts.find((one) => one.id === idOrExternalId || one.externalId === idOrExternalId)?.id ?? null
    },
  }
}
