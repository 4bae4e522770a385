import type { Deps } from '../deps.ts'
import type { JobHandler } from '../jobs/handler.ts'
import { appSecretProof } from '../channels/meta/signature.ts'
import { ChannelError, type Credentials } from '../model/channel.ts'
import type { JobOutcome } from '../model/job.ts'
import type { LoginSite, TokenState } from '../model/login.ts'
import type { Db } from '../platform/db.ts'
import type { AccountRow } from './accounts.queries.ts'
import { findInspector, type Inspector } from './inspector.ts'
import { stopAccounts } from './stopAccounts.queries.ts'
import { findTokenOwner, noteChecked, noteState, storeRenewedToken } from './tokens.queries.ts'
import { whatToAsk } from './whatToAsk.ts'

const minute = 60_000

type Guarding = Pick<Deps, 'clock' | 'log' | 'http' | 'vault' | 'channelOf' | 'channelNames' | 'wake' | 'config' | 'databases'> & {
  system: Db
}

/**
 * Looks after the token of one account: renews it when it is time, else checks with one read that it works, and asks what the platform
 * knows of it where it has a call for that. A dead one stops its account, with the reason; other accounts are not touched. A renewed
 * token replaces only the one that it was made from. When the response is lost or the worker dies before it is stored, the old token is
 * still valid and is renewed again.
 */
export const checkToken = (deps: Guarding): JobHandler => ({
  backoffMs: [minute, 10 * minute, 60 * minute, 240 * minute],
  timeLimitMs: minute,
  repeatable: true,
  waitsForAccount: false,
  // The next day asks again.
  gaveUp: () => null,
  async run(job) {
    const row = await findTokenOwner(deps.system, job.accountId!)
    if (!row || !deps.channelNames.includes(row.channel)) return { kind: 'done' }
    const inspector = await findInspector(deps, { app: row.login_type, simulated: row.simulated })
    const as = await credentialsOf(deps, row, inspector?.site ?? null)
    const { tokens } = deps.channelOf(row.channel)
    const now = deps.clock.now()
    const known = { kind: row.token_kind, issuedAt: row.token_issued_at, expiresAt: row.token_expires_at }
    if (tokens && whatToAsk(known, tokens.isRenewable(as, row.token_kind), now) === 'renew') {
      try {
        const { accessToken, lastsMs } = await tokens.renew(deps.http, as)
        const sealed = await deps.vault.seal(placeOf(row), accessToken)
        const stored = await storeRenewedToken(deps.system, row, { sealed, expiresAt: new Date(now.getTime() + lastsMs) }, now)
        if (stored) deps.wake.tell('accounts', row.workspace_id, [row.id])
        return { kind: 'done' }
      } catch (error) {
        if (!(error instanceof ChannelError)) throw error
        if (error.class === 'retry' || error.class === 'throttle') return again(error)
        // Refused: it may be too young, or dead. A read tells.
        deps.log.info({ account: row.id, code: error.code, platform: error.platform }, 'the platform did not renew a token')
      }
    }
    return check(deps, row, as, inspector)
  },
})

async function check(deps: Guarding, row: AccountRow, as: Credentials, inspector: Inspector | null): Promise<JobOutcome> {
  const state = inspector && (await inspected(deps, inspector, as.accessToken, row.id))
  try {
    await deps.channelOf(row.channel).connecting.readAccount(deps.http, as)
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    if (error.class === 'retry' || error.class === 'throttle') return again(error)
    // A missing permission says nothing about the token.
    if (error.class === 'auth' || state?.isValid === false) {
      const reason = state?.isValid === false ? state.words : error.words
      await deps.system
        .transaction()
        .execute((trx) => stopAccounts(trx, [{ id: row.id, status: 'reconnect_needed', reason, kinds: {} }], deps.clock.now()))
      deps.wake.tell('accounts', row.workspace_id, [row.id])
    }
  }
  const isNew = state?.isValid ? await noteState(deps.system, row, state, deps.clock.now()) : false
  if (isNew) deps.wake.tell('accounts', row.workspace_id, [row.id])
  else if (!state?.isValid) await noteChecked(deps.system, row, deps.clock.now())
  return { kind: 'done' }
}

/** What the platform knows of the token; null when it does not tell, as of a token that another app issued. */
async function inspected(deps: Guarding, { inspect, site }: Inspector, token: string, accountId: string): Promise<TokenState | null> {
  try {
    return await inspect(deps.http, site, token)
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    deps.log.info({ account: accountId, code: error.code, platform: error.platform }, 'the platform tells nothing of a token')
    return null
  }
}

const again = ({ code }: ChannelError): JobOutcome => ({ kind: 'later', code, counts: true })

const placeOf = (row: AccountRow) => ({ table: 'accounts', row: row.id, column: 'access_token', workspaceId: row.workspace_id })

/** Read from the row and not from the cache: what is stored depends on which token was renewed. */
async function credentialsOf(deps: Guarding, row: AccountRow, site: LoginSite | null): Promise<Credentials> {
  const accessToken = await deps.vault.open(placeOf(row), row.access_token!)
  return {
    channel: row.channel,
    externalId: row.external_id,
    pageId: row.page_id,
    businessId: row.business_id,
    loginType: row.login_type,
    accessToken,
    graphUrl: row.graph_url,
    graphVersion: deps.config.graphVersion,
    // The app of a pasted token is not known.
    appSecretProof: site && row.connection_id ? appSecretProof(site.app.secret, accessToken) : null,
  }
}
