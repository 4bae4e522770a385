import type { SetUp } from '../model/capabilities.ts'
import { type AppSubscription, dashboard } from '../channels/meta/checkApp.ts'
import type { LetterTrouble } from '../mail/reachMailServer.ts'
import type { Finding, NextClick } from '../model/finding.ts'
import { sentenceOfJob } from '../model/sentences.ts'
import { type Asked, findingOf, next, notChecked, ok, problem, warning } from './findings.ts'
import type { StoredFacts } from './instanceFacts.queries.ts'
import type { Handshake, Reached } from './reachOwnAddress.ts'
import { sentence } from './sentences.ts'

/** An app of the platform. `appId`: null for the simulated one. `callbacks`: what answers at the addresses of its subscriptions. */
export type AppFacts = {
  appId: string | null
  simulated: boolean
  wanted: SetUp['webhook'][]
  subscriptions: Asked<AppSubscription[]>
  callbacks: { url: string; reached: Reached }[]
  platformTime: Date | null
}

/** Everything that the checks of the instance look at. */
export type InstanceFacts = StoredFacts & {
  now: Date
  publicUrl: string | null
  hasRealApp: boolean
  hasInstagramAppAlone: boolean
  hasVerifyToken: boolean
  trustsProxy: boolean
  own: Reached | null
  handshake: Handshake | null
  apps: AppFacts[]
  graphVersion: { version: string; isOld: boolean }
  isRunning: boolean
  /** Codes of /health/ready. */
  reasons: string[]
  usesRedis: boolean
  freeBytes: number | null
  hasMailServer: boolean
  mailTrouble: LetterTrouble | null
  hasSecretKey: boolean
}

const settingsPage = (name: string): NextClick => next(sentence('doctor.click_setting', { setting: name }))
const tunnels = () => next(sentence('doctor.click_tunnel'))
const webhooksOf = ({ appId }: AppFacts) => (appId === null ? null : dashboard.webhooks(appId))
const mebibyte = 1024 * 1024
const scarceBytes = 1024 * mebibyte
/** Longer than any queue of a healthy hub. */
const lateMs = 5 * 60_000
const skewMs = 30_000
const badSkewMs = 300_000

/** Every check of the instance. Each is pure, and has one finding; of the apps, one for each. */
export const instanceChecks = {
  running({ isRunning }) {
    const asked = sentence('doctor.ask_running')
    return isRunning
      ? ok(asked, sentence('doctor.running'))
      : problem(asked, sentence('doctor.not_running'), next(sentence('doctor.click_start')))
  },

  public_url({ publicUrl, hasRealApp }) {
    const asked = sentence('doctor.ask_public_url')
    if (publicUrl === null)
      return hasRealApp
        ? problem(asked, sentence('doctor.public_url_missing'), tunnels())
        : notChecked(asked, sentence('doctor.only_simulated'))
    if (!publicUrl.startsWith('https:')) return problem(asked, sentence('doctor.public_url_plain', { url: publicUrl }), tunnels())
    return ok(asked, sentence('doctor.public_url_set', { url: publicUrl }))
  },

  address({ own, publicUrl }) {
    const asked = sentence('doctor.ask_address')
    if (own === null || publicUrl === null) return notChecked(asked, sentence('doctor.no_public_url'))
    if (own.kind === 'this') return ok(asked, sentence('doctor.address_ours', { url: publicUrl }))
    if (own.kind === 'other') return problem(asked, sentence('doctor.address_other', { url: publicUrl, status: own.status }), tunnels())
    if (own.kind === 'redirect')
      return problem(asked, sentence('doctor.address_redirects', { url: publicUrl, to: own.to }), settingsPage('PUBLIC_URL'))
    return own.isCertificate
      ? problem(
          asked,
          sentence('doctor.address_certificate', { url: publicUrl, code: own.code }),
          next(sentence('doctor.click_certificate')),
        )
      : problem(asked, sentence('doctor.address_unreachable', { url: publicUrl, code: own.code }), tunnels())
  },

  handshake({ handshake, hasVerifyToken, publicUrl, hasRealApp }) {
    const asked = sentence('doctor.ask_handshake')
    if (!hasVerifyToken && hasRealApp) return problem(asked, sentence('doctor.verify_token_missing'), settingsPage('WEBHOOK_VERIFY_TOKEN'))
    if (handshake === null || publicUrl === null) return notChecked(asked, sentence('doctor.no_public_url'))
    if (handshake.kind === 'accepted') return ok(asked, sentence('doctor.handshake_accepted'))
    if (handshake.kind === 'redirect')
      return problem(asked, sentence('doctor.address_redirects', { url: publicUrl, to: handshake.to }), settingsPage('PUBLIC_URL'))
    return handshake.kind === 'refused'
      ? problem(asked, sentence('doctor.handshake_refused', { status: handshake.status }), settingsPage('WEBHOOK_VERIFY_TOKEN'))
      : problem(asked, sentence('doctor.address_unreachable', { url: publicUrl, code: handshake.code }), tunnels())
  },

  proxy({ own, trustsProxy }) {
    const asked = sentence('doctor.ask_proxy')
    if (own?.kind !== 'this') return notChecked(asked, sentence('doctor.no_public_url'))
    if (own.forwarded && !trustsProxy) return warning(asked, sentence('doctor.proxy_not_trusted'), settingsPage('TRUST_PROXY'))
    return ok(asked, sentence(own.forwarded ? 'doctor.proxy_trusted' : 'doctor.no_proxy'))
  },

  app({ apps, hasInstagramAppAlone }) {
    const asked = sentence('doctor.ask_app')
    if (!apps.length)
      return notChecked(asked, sentence(hasInstagramAppAlone ? 'doctor.only_instagram_app' : 'doctor.no_app'), settingsPage('META_APP_ID'))
    return apps.map((app) => {
      const click = next(sentence('doctor.click_app_secret'), app.appId === null ? null : dashboard.basic(app.appId))
      return findingOf(
        asked,
        app.subscriptions,
        () => ok(asked, sentence('doctor.app_accepted')),
        (error) =>
          error.code === 'app_rejected' || error.class === 'auth'
            ? problem(asked, sentence('doctor.app_rejected', { before: error.words }), click)
            : null,
      )!
    })
  },

  app_subscription({ apps }) {
    const asked = sentence('doctor.ask_app_subscription')
    if (!apps.length) return notChecked(asked, sentence('doctor.no_app'))
    return apps.map((app) =>
      findingOf(asked, app.subscriptions, (found) => lackingIn(app, found) ?? ok(asked, sentence('doctor.app_subscribed')))!,
    )
  },

  callback({ apps, publicUrl }) {
    const asked = sentence('doctor.ask_callback')
    if (!apps.length) return notChecked(asked, sentence('doctor.no_app'))
    return apps.map((app) => findingOf(asked, app.subscriptions, () => callbackOf(app, publicUrl))!)
  },

  clock({ apps, now }) {
    const asked = sentence('doctor.ask_clock')
    const times = apps.flatMap(({ platformTime }) => platformTime ?? [])
    if (!times.length) return notChecked(asked, sentence('doctor.clock_untold'))
    const off = Math.max(...times.map((time) => Math.abs(time.getTime() - now.getTime())))
    if (off < skewMs) return ok(asked, sentence('doctor.clock_right'))
    const found = sentence('doctor.clock_wrong', { offMs: Math.round(off / 1_000) * 1_000 })
    const click = next(sentence('doctor.click_clock'))
    return off < badSkewMs ? warning(asked, found, click) : problem(asked, found, click)
  },

  graph_version({ graphVersion: { version, isOld } }) {
    const asked = sentence('doctor.ask_graph_version')
    if (!isOld) return ok(asked, sentence('doctor.version_current', { version }))
    return problem(asked, sentence('doctor.version_old', { version }), settingsPage('META_GRAPH_VERSION'))
  },

  workers({ workers, reasons, isRunning }) {
    const asked = sentence('doctor.ask_workers')
    if (isRunning && workers === 0) return problem(asked, sentence('doctor.no_worker'), settingsPage('ROLES'))
    if (reasons.includes('no_scheduler')) return problem(asked, sentence('doctor.no_scheduler'), settingsPage('ROLES'))
    return workers > 0 ? ok(asked, sentence('doctor.workers_alive', { workers })) : notChecked(asked, sentence('doctor.not_running'))
  },

  waiting({ waiting, now, isRunning }) {
    const asked = sentence('doctor.ask_waiting')
    const since = [waiting.payloads, waiting.messages, waiting.jobs].flatMap((at) => at?.getTime() ?? [])
    const longest = since.length ? now.getTime() - Math.min(...since) : 0
    if (longest < lateMs) return ok(asked, sentence('doctor.nothing_late'))
    if (!isRunning) return notChecked(asked, sentence('doctor.not_running'))
    return problem(asked, sentence('doctor.late', { longestMs: longest }), next(sentence('doctor.click_queue'), '/activity/jobs'))
  },

  dead_letters({ parked }) {
    const asked = sentence('doctor.ask_dead_letters')
    const { messages, jobs } = parked
    if (messages + jobs === 0) return ok(asked, sentence('doctor.nothing_parked'))
    return warning(asked, sentence('doctor.parked', { messages, jobs }), next(sentence('doctor.click_dead_letters'), '/activity/unsent'))
  },

  disk({ freeBytes, databaseBytes }) {
    const asked = sentence('doctor.ask_disk')
    const size = Math.round(databaseBytes / mebibyte)
    if (freeBytes === null) return notChecked(asked, sentence('doctor.disk_unknown', { size }))
    const free = Math.round(freeBytes / mebibyte)
    return freeBytes < scarceBytes
      ? problem(asked, sentence('doctor.disk_full', { free, size }), next(sentence('doctor.click_disk'), '/settings'))
      : ok(asked, sentence('doctor.disk_free', { free, size }))
  },

  redis({ usesRedis, reasons }) {
    const asked = sentence('doctor.ask_redis')
    if (!usesRedis) return notChecked(asked, sentence('doctor.redis_unused'))
    const broken = ['redis_unavailable', 'another_redis', 'workers_use_redis', 'scheduler_without_redis'].some((code) =>
      reasons.includes(code),
    )
    return broken ? problem(asked, sentence('doctor.redis_broken'), settingsPage('REDIS_URL')) : ok(asked, sentence('doctor.redis_answers'))
  },

  mail({ hasMailServer, mailTrouble }) {
    const asked = sentence('doctor.ask_mail')
    if (!hasMailServer) return notChecked(asked, sentence('doctor.mail_unset'), settingsPage('SMTP_URL'))
    if (mailTrouble === null) return ok(asked, sentence('doctor.mail_answers'))
    return problem(asked, sentenceOfJob(mailTrouble), settingsPage('SMTP_URL'))
  },

  secret_key({ hasSecretKey }) {
    const asked = sentence('doctor.ask_secret_key')
    return ok(asked, sentence(hasSecretKey ? 'doctor.secret_key_set' : 'doctor.secret_key_in_folder'))
  },
} satisfies Record<string, (facts: InstanceFacts) => Finding | Finding[]>

export type InstanceCheck = keyof typeof instanceChecks

/** What the app's own subscriptions lack for the connected accounts; null: nothing. */
function lackingIn(app: AppFacts, found: AppSubscription[]): Finding | null {
  const asked = sentence('doctor.ask_app_subscription')
  for (const { object, fields } of app.wanted) {
    const one = found.find((subscription) => subscription.object === object)
    const click = next(sentence('doctor.click_app_webhooks', { object }), webhooksOf(app))
    if (!one?.isActive) return problem(asked, sentence('doctor.app_object_missing', { object }), click)
    const missing = fields.filter((field) => !one.fields.includes(field))
    if (missing.length) return problem(asked, sentence('doctor.app_fields_missing', { object, fields: missing.join(', ') }), click)
  }
  for (const { object, more = [] } of app.wanted) {
    const has = found.find((subscription) => subscription.object === object)?.fields ?? []
    const missing = more.filter((field) => !has.includes(field))
    const click = next(sentence('doctor.click_app_webhooks', { object }), webhooksOf(app))
    if (missing.length) return warning(asked, sentence('doctor.app_more_missing', { object, fields: missing.join(', ') }), click)
  }
  return null
}

/** Whether the callback addresses of the app lead here. */
function callbackOf(app: AppFacts, publicUrl: string | null): Finding {
  const asked = sentence('doctor.ask_callback')
  const objects = new Set(app.wanted.map(({ object }) => object))
  const own = publicUrl === null ? null : `${publicUrl}/api/webhooks/meta`
  const click = own
    ? next(sentence('doctor.click_paste_callback', { url: own }), webhooksOf(app))
    : next(sentence('doctor.click_callback'), webhooksOf(app))
  if (!app.callbacks.length) return notChecked(asked, sentence('doctor.no_callback', { objects: [...objects].join(', ') }))
  for (const { url, reached } of app.callbacks) {
    if (reached.kind === 'this') continue
    if (own !== null && !url.startsWith(`${publicUrl}/`))
      return problem(asked, sentence('doctor.callback_changed', { was: url, is: own }), click)
    return reached.kind === 'other'
      ? problem(asked, sentence('doctor.callback_elsewhere', { url }), click)
      : problem(asked, sentence('doctor.callback_unreachable', { url }), click)
  }
  const changed = own === null || app.simulated ? undefined : app.callbacks.find(({ url }) => !url.startsWith(`${publicUrl}/`))
  if (changed) return warning(asked, sentence('doctor.callback_changed', { was: changed.url, is: own! }), click)
  return ok(asked, sentence('doctor.callback_ours', { url: app.callbacks[0]!.url }))
}
