import type { AccountRow } from '../accounts/accounts.queries.ts'
import { findLoginSite } from '../accounts/loginSite.ts'
import { keepNotices } from '../accounts/notices.queries.ts'
import { readTokenState } from '../channels/meta/checkApp.ts'
import { usedPercent } from '../channels/meta/usage.ts'
import { loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import type { ReadRate, SetUpState } from '../model/capabilities.ts'
import type { Http } from '../model/http.ts'
import { type Channel, ChannelError, type Credentials } from '../model/channel.ts'
import { messageKinds } from '../model/message.ts'
import type { Sentence } from '../model/sentence.ts'
import type { LoginSite } from '../model/login.ts'
import { mayRead, recordRead } from '../outbox/accountReads.ts'
import type { Db } from '../platform/db.ts'
import type { AccountFacts } from './accountChecks.ts'
import { findKnownFacts, type KnownFacts } from './accountFacts.queries.ts'
import type { Asked } from './findings.ts'
import type { Need } from './permissionsCheck.ts'
import { sentence } from './sentences.ts'
import { whatUses } from './whatUses.ts'

export type DoctorDeps = Pick<
  Deps,
  | 'clock'
  | 'log'
  | 'http'
  | 'config'
  | 'vault'
  | 'wake'
  | 'newId'
  | 'dice'
  | 'credentials'
  | 'channelOf'
  | 'channelNames'
  | 'databases'
  | 'health'
> & { system: Db }

/** How far back events are looked at. */
const lookBackMs = 14 * 86_400_000

/**
 * Gathers what the checks of an account look at: one statement, and reads of the platform at the same time, within the account's limits.
 */
export async function askAccount(deps: DoctorDeps, row: AccountRow): Promise<AccountFacts> {
  const now = deps.clock.now()
  const known = await findKnownFacts(deps.system, row.id, new Date(now.getTime() - lookBackMs), now)
  const channel = deps.channelNames.includes(row.channel) ? deps.channelOf(row.channel) : null
  const site = row.login_type === 'facebook' ? await findLoginSite(deps, loginOf('facebook'), row.simulated) : null
  const as = row.access_token ? await deps.credentials.get(row.id) : null
  // Of an account with an app of its own, the id of that app is not known.
  const own = as && (as.appIds?.length && site ? { ...as, appIds: [...as.appIds, site.app.id] } : as)
  const asked = channel && own ? await askPlatform(deps, row, channel, own, site) : notAsked(channel !== null)
  return {
    now,
    name: row.name,
    status: row.status,
    statusReason: row.status_reason as Sentence | null,
    username: row.username,
    tokenExpiresAt: row.token_expires_at,
    isRenewable: Boolean(channel?.tokens && as && channel.tokens.isRenewable(as, row.token_kind)),
    hasHistory: channel?.history !== undefined,
    lastEventAt: row.last_event_at,
    appId: row.simulated ? null : appIdOf(deps, row),
    // The simulator delivers within this machine.
    here: row.simulated ? null : deps.config.publicUrl,
    ids: [row.external_id, row.page_id],
    grantedScopes: row.granted_scopes,
    needs: channel ? needsOf(channel, row, known) : [],
    heard: known.heard,
    breaker: known.breaker && { until: new Date(known.breaker.until), words: known.breaker.words },
    blockedUntil: known.blockedUntil === null ? null : new Date(known.blockedUntil),
    stoppedKinds: messageKinds.flatMap((kind) => row.stopped_kinds[kind]?.words ?? []),
    ...asked,
  }
}

const appIdOf = ({ config }: DoctorDeps, { login_type }: AccountRow): string | null =>
  config.apps[login_type]?.id ?? config.apps.facebook?.id ?? null

/** What live automations and forms of the account need. Lead ads need no automation. */
function needsOf(channel: Channel, { login_type }: AccountRow, known: KnownFacts): Need[] {
  return channel.connecting.abilities.flatMap((ability): Need[] => {
    const usedBy = whatUses(channel, ability, known)
    if (!usedBy) return []
    return [{ ability: ability.name, scopes: ability.needs[login_type], usedBy: usedBy.length > 0 ? usedBy : ['lead ads'] }]
  })
}

type FromPlatform = Pick<AccountFacts, 'state' | 'token' | 'subscription' | 'messages' | 'leads' | 'usedPercent'>

const notAsked = (isInstalled: boolean): FromPlatform => ({
  state: { skipped: sentence(isInstalled ? 'doctor.skipped_no_token' : 'doctor.skipped_not_installed') },
  token: null,
  subscription: null,
  messages: null,
  leads: null,
  usedPercent: null,
})

async function askPlatform(
  deps: DoctorDeps,
  { id }: AccountRow,
  { setUp, leads }: Channel,
  as: Credentials,
  site: LoginSite | null,
): Promise<FromPlatform> {
  if (!setUp) return notAsked(true)
  let used: number | null = null
  /** Any response may say how much of the limits is used. */
  const http: Http = async (request) => {
    const response = await deps.http(request)
    const percent = usedPercent(response.headers)
    if (percent !== null) used = Math.max(used ?? 0, percent)
    return response
  }
  const read = <T>(ask: () => Promise<T>) => askWithin(deps, id, setUp.rate, ask)
  const { tryMessages } = setUp
  const [state, token, subscription, messages, access] = await Promise.all([
    read(() => setUp.read(http, as)),
    site && askApp(() => readTokenState(deps.http, site, as.accessToken)),
    read(() => setUp.readSubscription(http, as)),
    tryMessages ? read(() => tryMessages(http, as).then(() => true as const)) : null,
    leads ? read(() => leads.access(http, as)) : null,
  ])
  if (state && 'found' in state) await keepTold(deps, id, state.found)
  return { state, token, subscription, messages, leads: access, usedPercent: used }
}

/** Keeps what the platform said of the account beside what notices told. */
async function keepTold({ system, clock }: DoctorDeps, id: string, { notices = [] }: SetUpState): Promise<void> {
  if (!notices.length) return
  const at = clock.now()
  await system.transaction().execute((trx) =>
    keepNotices(
      trx,
      notices.map(({ topic, ...notice }) => ({ id, topic, notice: { ...notice, at: at.toISOString() }, at })),
    ),
  )
}

/** One read of the account, if its limits and its circuit breaker allow it now. */
async function askWithin<T>(deps: DoctorDeps, accountId: string, rate: ReadRate, ask: () => Promise<T>): Promise<Asked<T>> {
  if (!(await mayRead(deps, accountId, rate))) return { skipped: sentence('doctor.skipped_limit') }
  try {
    const found = await ask()
    await recordRead(deps, accountId, rate.kind, null)
    return { found }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    await recordRead(deps, accountId, rate.kind, error)
    return { refused: error }
  }
}

/** A call of the app itself, which no account's limit counts. */
export async function askApp<T>(ask: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { found: await ask() }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    return { refused: error }
  }
}
