import { dashboard, type TokenState } from '../channels/meta/checkApp.ts'
import type { LeadAccess, SetUpState, SubscriptionState } from '../model/capabilities.ts'
import type { Finding, NextClick } from '../model/finding.ts'
import type { Sentence } from '../model/sentence.ts'
import { type Asked, findingOf, next, notChecked, ok, problem, warning } from './findings.ts'
import { permissionsCheck, type Need } from './permissionsCheck.ts'
import { sentence } from './sentences.ts'

/** Of whom webhooks told in the last weeks, and whom only reading back found. */
export type Heard = { byWebhook: number; onlyReadBack: number; missed: number }

/** Everything that the checks of an account look at: what this hub knows, and what the platform answered. */
export type AccountFacts = {
  now: Date
  name: string
  status: 'active' | 'inactive' | 'reconnect_needed' | 'paused' | 'disconnected'
  statusReason: Sentence | null
  username: string | null
  tokenExpiresAt: Date | null
  isRenewable: boolean
  hasHistory: boolean
  lastEventAt: Date | null
  /** The app that the account's token belongs to, as far as it is known. */
  appId: string | null
  /** The public address of this hub; null: none, or it is not the one that events are delivered to. */
  here: string | null
  /** What the platform may name it by where something was granted for some accounts alone. */
  ids: (string | null)[]
  grantedScopes: readonly string[] | null
  /** What the account's automations and forms need. */
  needs: Need[]
  heard: Heard
  breaker: { until: Date; words: Sentence } | null
  blockedUntil: Date | null
  /** Of what the platform allows the account, by its own word. */
  usedPercent: number | null
  stoppedKinds: Sentence[]
  state: Asked<SetUpState> | null
  token: Asked<TokenState> | null
  subscription: Asked<SubscriptionState | null> | null
  messages: Asked<true> | null
  leads: Asked<LeadAccess> | null
}

const dayMs = 86_400_000
const soonMs = 7 * dayMs
/** Fewer people may all have a role on the app. */
const manyPeople = 4
/** From this percentage on the platform may soon throttle (meta-platform.md 9). */
const nearlyAll = 80

export const reconnect = ({ name }: Pick<AccountFacts, 'name'>): NextClick =>
  next(sentence('doctor.click_reconnect', { account: name }), '/settings')
const ofDashboard = (page: 'basic' | 'roles' | 'review', { appId }: AccountFacts) => (appId ? dashboard[page](appId) : dashboard.apps)

/** Every check of an account. Each is pure; null: it does not concern this account. */
export const accountChecks = {
  status(facts) {
    const asked = sentence('doctor.ask_status')
    const { status, statusReason } = facts
    if (status === 'active') return ok(asked, sentence('doctor.status_active'))
    if (status === 'inactive')
      return warning(asked, sentence('doctor.status_off'), next(sentence('doctor.click_switch_on', { account: facts.name }), '/settings'))
    if (status === 'paused')
      return problem(
        asked,
        statusReason ?? sentence('doctor.status_paused'),
        next(sentence('doctor.click_switch_on', { account: facts.name }), '/settings'),
      )
    return problem(asked, statusReason ?? sentence('doctor.status_no_token'), reconnect(facts))
  },

  token(facts) {
    const asked = sentence('doctor.ask_token')
    const { token, state } = facts
    if (token && 'found' in token && !token.found.isValid)
      return problem(asked, sentence('doctor.token_dead', { why: token.found.why ?? '' }), reconnect(facts))
    return findingOf(
      asked,
      state,
      () => ok(asked, sentence('doctor.token_works')),
      (error) =>
        error.class === 'auth' ? problem(asked, sentence('doctor.token_refused', { before: error.words }), reconnect(facts)) : null,
    )
  },

  token_end(facts) {
    const asked = sentence('doctor.ask_token_end')
    const told = facts.token && 'found' in facts.token ? facts.token.found : null
    const leftMs = (at: Date | null | undefined) => (at ? at.getTime() - facts.now.getTime() : Infinity)
    const tokenLeft = leftMs(told?.expiresAt ?? facts.tokenExpiresAt)
    const dataLeft = leftMs(told?.dataAccessExpiresAt)
    const inHours = (ms: number) => Math.max(0, Math.ceil(ms / 3_600_000) * 3_600_000)
    if (dataLeft < soonMs) return warning(asked, sentence('doctor.data_ends', { leftMs: inHours(dataLeft) }), reconnect(facts))
    if (tokenLeft === Infinity) return ok(asked, sentence('doctor.token_end_unknown'))
    if (tokenLeft > 0 && facts.isRenewable) return ok(asked, sentence('doctor.token_renewed', { leftMs: inHours(tokenLeft) }))
    if (tokenLeft > soonMs) return ok(asked, sentence('doctor.token_lasts', { leftMs: inHours(tokenLeft) }))
    return tokenLeft > 0
      ? warning(asked, sentence('doctor.token_ends', { leftMs: inHours(tokenLeft) }), reconnect(facts))
      : problem(asked, sentence('doctor.token_ended'), reconnect(facts))
  },

  permissions: (facts) => permissionsCheck(facts, reconnect(facts)),

  profile(facts) {
    const asked = sentence('doctor.ask_profile')
    return findingOf(asked, facts.state, ({ username, isProfessional }) => {
      if (isProfessional === false)
        return problem(asked, sentence('doctor.profile_personal', { account: facts.name }), next(sentence('doctor.click_professional')))
      if (username === null) return null
      if (facts.username !== null && username !== facts.username)
        return problem(
          asked,
          sentence('doctor.profile_renamed', { was: facts.username, is: username }),
          next(sentence('doctor.click_new_token', { account: facts.name }), '/settings'),
        )
      return ok(asked, sentence('doctor.profile_same', { username }))
    })
  },

  published(facts) {
    const asked = sentence('doctor.ask_published')
    return findingOf(asked, facts.state, ({ isPublished }) => {
      if (isPublished === null) return null
      return isPublished
        ? ok(asked, sentence('doctor.published'))
        : problem(asked, sentence('doctor.unpublished'), next(sentence('doctor.click_publish'), dashboard.pageAccess))
    })
  },

  subscription(facts) {
    const asked = sentence('doctor.ask_subscription')
    const click = sentence(facts.hasHistory ? 'doctor.click_check_missed' : 'doctor.click_new_token', { account: facts.name })
    return findingOf(asked, facts.subscription, (state) => {
      if (state === null) return notChecked(asked, sentence('doctor.subscription_untold'))
      const { missing } = state
      if (missing.length === 0) return ok(asked, sentence('doctor.subscribed'))
      return problem(asked, sentence('doctor.subscription_lacks', { fields: missing.join(', ') }), next(click, '/settings'))
    })
  },

  other_apps(facts) {
    const asked = sentence('doctor.ask_other_apps')
    return findingOf(asked, facts.subscription, (state) => {
      if (!state?.otherApps) return null
      const [first] = state.otherApps
      if (first === undefined) return ok(asked, sentence('doctor.no_other_apps'))
      const apps = state.otherApps.slice(0, 5).join(', ')
      return warning(asked, sentence('doctor.other_apps', { apps }), next(sentence('doctor.click_other_apps'), dashboard.businessApps))
    })
  },

  page_task(facts) {
    const asked = sentence('doctor.ask_page_task')
    return findingOf(asked, facts.leads, ({ hasTask }) => {
      if (hasTask === null) return null
      return hasTask
        ? ok(asked, sentence('doctor.page_task_given'))
        : problem(asked, sentence('doctor.page_task_missing'), next(sentence('doctor.click_page_task'), dashboard.pageAccess))
    })
  },

  lead_access(facts) {
    const asked = sentence('doctor.ask_lead_access')
    const click = next(sentence('doctor.click_lead_access'), dashboard.leadAccess)
    return findingOf(
      asked,
      facts.leads,
      ({ canRead, hasTask, why, todo }) => {
        if (canRead) return ok(asked, sentence('doctor.leads_readable'))
        if (hasTask === false) return notChecked(asked, sentence('doctor.leads_wait_for_task'))
        return problem(asked, sentence('doctor.leads_refused', { why: why ?? '', todo: todo ?? '' }), click)
      },
      (error) => (error.class === 'permission' ? problem(asked, error.words, click) : null),
    )
  },

  lead_terms(facts) {
    const asked = sentence('doctor.ask_lead_terms')
    return findingOf(asked, facts.leads, ({ termsAccepted }) =>
      termsAccepted
        ? ok(asked, sentence('doctor.lead_terms_accepted'))
        : problem(asked, sentence('doctor.lead_terms_open'), next(sentence('doctor.click_lead_terms'), dashboard.leadTerms)),
    )
  },

  registration(facts) {
    const asked = sentence('doctor.ask_registration')
    return findingOf(asked, facts.state, ({ isRegistered }) => {
      if (isRegistered === null) return null
      return isRegistered
        ? ok(asked, sentence('doctor.registered'))
        : problem(asked, sentence('doctor.unregistered'), next(sentence('doctor.click_register', { account: facts.name }), '/settings'))
    })
  },

  messages_address({ state, here }) {
    const asked = sentence('doctor.ask_messages_address')
    if (here === null) return null
    return findingOf(asked, state, ({ messagesUrl: url }) => {
      if (url === null) return null
      if (url.startsWith(`${here}/`)) return ok(asked, sentence('doctor.messages_come_here'))
      return problem(asked, sentence('doctor.messages_go_elsewhere', { url }), next(sentence('doctor.click_messages_address', { here })))
    })
  },

  sending(facts) {
    const asked = sentence('doctor.ask_sending')
    const click = next(sentence('doctor.click_number'), dashboard.numbers)
    return findingOf(asked, facts.state, ({ canSend, canSendWhy }) => {
      if (canSend === null) return null
      if (canSend === 'yes') return ok(asked, sentence('doctor.sending_allowed'))
      return canSend === 'limited'
        ? warning(asked, sentence('doctor.sending_limited', { why: canSendWhy ?? '' }), click)
        : problem(asked, sentence('doctor.sending_blocked', { why: canSendWhy ?? '' }), click)
    })
  },

  quality(facts) {
    const asked = sentence('doctor.ask_quality')
    const click = next(sentence('doctor.click_quality'), dashboard.numbers)
    return findingOf(asked, facts.state, ({ quality }) => {
      if (quality === null) return null
      if (quality === 'high') return ok(asked, sentence('doctor.quality_high'))
      return quality === 'medium'
        ? warning(asked, sentence('doctor.quality_medium'), click)
        : problem(asked, sentence('doctor.quality_low'), click)
    })
  },

  messages(facts) {
    const asked = sentence('doctor.ask_messages')
    return findingOf(
      asked,
      facts.messages,
      () => ok(asked, sentence('doctor.messages_readable')),
      (error) => {
        if (error.class !== 'permission') return null
        if (error.code === 'permission_missing') return notChecked(asked, sentence('doctor.messages_wait_for_permission'))
        return problem(asked, error.words, next(sentence('doctor.click_connected_tools')))
      },
    )
  },

  events({ now, lastEventAt, heard, name }) {
    const asked = sentence('doctor.ask_events')
    const click = next(sentence('doctor.click_look_missed', { account: name }), '/settings')
    const agoMs = lastEventAt ? Math.max(0, now.getTime() - lastEventAt.getTime()) : null
    if (heard.missed > 0 && heard.byWebhook === 0)
      return problem(asked, sentence('doctor.events_only_read_back', { missed: heard.missed }), click)
    if (heard.missed > 0) return warning(asked, sentence('doctor.events_missed', { missed: heard.missed }), click)
    if (agoMs === null) return notChecked(asked, sentence('doctor.events_none'), next(sentence('doctor.click_write')))
    return ok(asked, sentence('doctor.events_last', { agoMs }))
  },

  strangers(facts) {
    const asked = sentence('doctor.ask_strangers')
    const { byWebhook, onlyReadBack } = facts.heard
    const click = next(sentence('doctor.click_live'), ofDashboard('basic', facts))
    // Webhooks told of some people and never of these: the platform leaves out who has no role on the app.
    if (onlyReadBack > 0 && byWebhook > 0 && byWebhook < manyPeople)
      return problem(asked, sentence('doctor.strangers_unheard', { heard: byWebhook, unheard: onlyReadBack }), click)
    if (onlyReadBack > 0 && byWebhook === 0)
      return warning(asked, sentence('doctor.strangers_nobody_heard', { unheard: onlyReadBack }), click)
    if (byWebhook < manyPeople)
      return notChecked(asked, sentence('doctor.strangers_few', { heard: byWebhook }), next(sentence('doctor.click_stranger')))
    return ok(asked, sentence('doctor.strangers_heard', { heard: byWebhook }))
  },

  breaker({ now, breaker }) {
    const asked = sentence('doctor.ask_breaker')
    if (!breaker) return ok(asked, sentence('doctor.breaker_closed'))
    const leftMs = Math.max(0, breaker.until.getTime() - now.getTime())
    return problem(asked, sentence('doctor.breaker_open', { before: breaker.words, leftMs }), next(sentence('doctor.click_wait')))
  },

  limits({ now, blockedUntil, usedPercent }) {
    const asked = sentence('doctor.ask_limits')
    if (!blockedUntil || blockedUntil <= now) {
      if (usedPercent === null) return ok(asked, sentence('doctor.limits_free'))
      const used = sentence('doctor.limits_used', { percent: usedPercent })
      return usedPercent < nearlyAll ? ok(asked, used) : warning(asked, used, next(sentence('doctor.click_limits'), '/settings'))
    }
    const leftMs = blockedUntil.getTime() - now.getTime()
    return warning(asked, sentence('doctor.limits_blocked', { leftMs }), next(sentence('doctor.click_limits'), '/settings'))
  },

  stopped_kinds({ stoppedKinds, name }) {
    const asked = sentence('doctor.ask_stopped_kinds')
    const [first] = stoppedKinds
    if (!first) return ok(asked, sentence('doctor.kinds_sent'))
    return problem(asked, first, next(sentence('doctor.click_resume', { account: name }), '/settings'))
  },
} satisfies Record<string, (facts: AccountFacts) => Finding | null>

export type AccountCheck = keyof typeof accountChecks
