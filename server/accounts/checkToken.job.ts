import type { Deps } from '../deps.ts'
import type { JobHandler } from '../jobs/handler.ts'
import { ChannelError, type Credentials } from '../model/channel.ts'
import type { JobOutcome } from '../model/job.ts'
import { grantedFor, type TokenState } from '../model/login.ts'
import type { Db } from '../platform/db.ts'
import { askedDaily } from './askedDaily.ts'
import type { AccountRow } from './accounts.queries.ts'
import { findInspector, type Inspector } from './inspector.ts'
import { stopAccounts } from './stopAccounts.queries.ts'
import { findTokenOwner, noteChecked, noteState, storeRenewedToken } from './tokens.queries.ts'
import { whatToAsk } from './whatToAsk.ts'

type Guarding = Pick<
  Deps,
  'clock' | 'log' | 'http' | 'vault' | 'credentials' | 'channelOf' | 'channelNames' | 'wake' | 'config' | 'databases'
> & {
  system: Db
}

/**
 * Looks after the token of one account: renews it when it is time, else checks with one read that it works, and asks what the platform
 * knows of it where it has a call for that. A dead one stops its account, with the reason; other accounts are not touched. A renewed
 * token replaces only the one that it was made from. When the response is lost or the worker dies before it is stored, the old token is
 * still valid and is renewed again.
 */
export const checkToken = (deps: Guarding): JobHandler => ({
  ...askedDaily,
  async run(job) {
    const row = await findTokenOwner(deps.system, job.accountId!)
    if (!row || !deps.channelNames.includes(row.channel)) return { kind: 'done' }
    const inspector = await findInspector(deps, { app: row.login_type, simulated: row.simulated })
    // Of the row and not from the cache: what is stored depends on which token was renewed.
    const as = await deps.credentials.of(row)
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
  const { connecting, history } = deps.channelOf(row.channel)
  try {
    const { businessId } = await connecting.readAccount(deps.http, as)
    // Where no other check looks at it.
    if (!history) await subscribeAgain(deps, row, { ...as, businessId: as.businessId ?? businessId ?? null })
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    if (error.class === 'retry' || error.class === 'throttle') return again(error)
    // A missing permission says nothing about the token.
    if (error.class === 'auth' || state?.isValid === false) {
      const reason = state?.isValid === false ? state.words : error.words
      const stop = { id: row.id, status: 'reconnect_needed' as const, reason, kinds: {}, token: as.tokenMark ?? null }
      await deps.system.transaction().execute((trx) => stopAccounts(trx, [stop], deps.clock.now()))
      deps.wake.tell('accounts', row.workspace_id, [row.id])
    } else if ((error.class !== 'permission' || error.code === 'secret_proof_wrong') && !state?.isValid) {
      // The question itself was refused, as where the app wants a proof that cannot be given: nothing is known of the token.
      deps.log.warn({ account: row.id, code: error.code, platform: error.platform }, 'the platform did not let a token be checked')
      return again(error)
    }
  }
  const scopes = state && grantedFor(state.scopes, state.targets, [row.external_id, row.page_id])
  const isNew = state?.isValid && scopes ? await noteState(deps.system, row, { ...state, scopes }, deps.clock.now()) : false
  if (isNew) deps.wake.tell('accounts', row.workspace_id, [row.id])
  else if (!state?.isValid) await noteChecked(deps.system, row, deps.clock.now())
  return { kind: 'done' }
}

/** Has the platform deliver events again where it no longer does. What it refuses says nothing about the token. */
async function subscribeAgain(deps: Guarding, row: AccountRow, as: Credentials): Promise<void> {
  try {
    const { wasMissing } = await deps.channelOf(row.channel).connecting.subscribe(deps.http, as)
    if (wasMissing) deps.log.warn({ account: row.id }, 'the platform no longer delivered events of an account; it does again')
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    deps.log.warn({ account: row.id, code: error.code, platform: error.platform }, 'the platform did not confirm that it delivers events')
  }
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
