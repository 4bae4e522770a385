import { findLoginSite } from '../accounts/loginSite.ts'
import { loginOf } from '../channels/channels.ts'
import { type AppSubscription, readAppSubscriptions } from '../channels/meta/checkApp.ts'
import { whyVersionIsOld } from '../channels/meta/versions.ts'
import { reachMailServer } from '../mail/reachMailServer.ts'
import type { ChannelName } from '../model/event.ts'
import type { LoginSite } from '../model/login.ts'
import { freeBytes } from '../platform/freeBytes.ts'
import { instanceSecret } from '../platform/instanceSecret.queries.ts'
import { countParts } from '../platform/presence.queries.ts'
import { askApp, type DoctorDeps } from './askAccount.ts'
import type { Asked } from './findings.ts'
import type { AppFacts, InstanceFacts } from './instanceChecks.ts'
import { findStoredFacts } from './instanceFacts.queries.ts'
import { reachOwnAddress, tryHandshake, type Reached } from './reachOwnAddress.ts'

/** The path under which the platform calls this hub, for every product. */
export const callbackPath = '/api/webhooks/meta'

/** `isHere`: this process is a running hub; false for a command. */
export async function askInstance(deps: DoctorDeps, isHere: boolean): Promise<InstanceFacts> {
  const { config, system, http } = deps
  const now = deps.clock.now()
  const stored = await findStoredFacts(system, now)
  const secret = await instanceSecret(deps.vault, system, 'doctor')
  const reach = (base: string) => reachOwnAddress(http, base, { secret, nonce: nonceOf(deps) })
  const { publicUrl, verifyToken } = config
  const [own, handshake, apps, disk, mail, parts] = await Promise.all([
    publicUrl === null ? null : reach(publicUrl),
    publicUrl === null || verifyToken === null
      ? null
      : tryHandshake(http, `${publicUrl}${callbackPath}`, verifyToken, String(1_000_000_000 + Math.floor(deps.dice() * 1e9))),
    askApps(deps, stored.accounts, reach),
    freeBytes(config.dataDir),
    config.mail ? reachMailServer(config.mail.server) : null,
    countParts(system),
  ])
  return {
    now,
    publicUrl,
    hasRealApp: config.metaAppConfigured || stored.accounts.some(({ simulated }) => !simulated),
    hasInstagramAppAlone: config.apps.instagram !== null && config.apps.facebook === null,
    hasVerifyToken: verifyToken !== null,
    trustsProxy: config.trustProxy !== false,
    own,
    handshake,
    apps,
    graphVersion: { version: config.graphVersion, isOld: whyVersionIsOld(config.graphVersion, now) !== null },
    isRunning: isHere || Object.values(parts).some((count) => count > 0),
    reasons: deps.health.reasons().map(({ code }) => code),
    usesRedis: config.redisUrl !== null,
    ...stored,
    freeBytes: disk,
    hasMailServer: config.mail !== null,
    mailTrouble: mail,
    hasSecretKey: config.secretKeys !== null,
  }
}

/** Words in the alphabet of base64url, of the program's own dice: it only has to be new. */
const nonceOf = ({ newId }: DoctorDeps): string => newId()

type Known = { channel: ChannelName; simulated: boolean }[]

/** The configured app, and the simulated one while an account of it is connected. */
async function askApps(deps: DoctorDeps, accounts: Known, reach: (base: string) => Promise<Reached>): Promise<AppFacts[]> {
  const real = await findLoginSite(deps, loginOf('facebook'), false)
  const hasSimulated = deps.config.simulatorUrl !== null && accounts.some(({ simulated }) => simulated)
  const simulated = hasSimulated ? await findLoginSite(deps, loginOf('facebook'), true) : null
  const sites = [...(real ? [{ site: real, simulated: false }] : []), ...(simulated ? [{ site: simulated, simulated: true }] : [])]
  return Promise.all(sites.map((one) => askOne(deps, one, accounts, reach)))
}

async function askOne(
  deps: DoctorDeps,
  { site, simulated }: { site: LoginSite; simulated: boolean },
  accounts: Known,
  reach: (base: string) => Promise<Reached>,
): Promise<AppFacts> {
  const channels = accounts.filter((one) => one.simulated === simulated && deps.channelNames.includes(one.channel))
  const wanted = channels.flatMap(({ channel }) => deps.channelOf(channel).setUp?.webhook ?? [])
  const answer = await askApp(() => readAppSubscriptions(deps.http, site))
  const subscriptions: Asked<AppSubscription[]> = 'found' in answer ? { found: answer.found.subscriptions } : answer
  const urls = 'found' in subscriptions ? subscriptions.found.map(({ callbackUrl }) => callbackUrl) : []
  const callbacks = new Map<string, Reached>()
  for (const base of new Set(urls.flatMap(baseOf).slice(0, 5))) callbacks.set(base, await reach(base))
  return {
    appId: simulated ? null : site.app.id,
    simulated,
    wanted,
    subscriptions,
    callbacks: urls.flatMap((url) =>
      baseOf(url)
        .flatMap((base) => callbacks.get(base) ?? [])
        .map((reached) => ({ url, reached })),
    ),
    platformTime: 'found' in answer ? answer.found.platformTime : null,
  }
}

/** The address of a hub from that of its webhooks. */
function baseOf(url: string): string[] {
  const read = URL.canParse(url) ? new URL(url) : null
  return read && ['http:', 'https:'].includes(read.protocol)
    ? [`${read.origin}${read.pathname.replace(/\/(api\/)?webhooks\/.*$/, '')}`]
    : []
}
