import { readMeta, writeMeta } from './meta.ts'
import type { Store } from './store.ts'

/**
 * The settings that tests may change. Each is a point where the sources of meta-platform.md conflict or are silent (section 12), or a
 * difficult behavior of the real platform. A limit of null means no limit.
 */
export const defaultSettings = {
  /** meta-platform.md 3.7; `directMessagesPerHour` is the limit of 200 that vendors commonly quote, off by default. */
  limits: {
    textPerSecond: 100 as number | null,
    mediaPerSecond: 10 as number | null,
    privateRepliesPerHour: 750 as number | null,
    livePrivateRepliesPerSecond: 100 as number | null,
    conversationsPerSecond: 2 as number | null,
    otherCallsPerHour: null as number | null,
    directMessagesPerHour: null as number | null,
  },
  /** Public replies, 3.4 [M]. */
  commentRules: { maxChars: 300, maxHashtags: 4, maxUrls: 1, refuseAllCaps: false },
  /** Reviewed feature "Human Agent": 24 hours become 7 days for that tag (3.2). */
  humanAgent: false,
  /** 12.3, 12.4, 12.5 */
  expiredCommentAs: '10/2534022' as '10/2534022' | '100/2534025',
  privateReplyContent: 'any' as 'any' | 'text',
  commentOpensWindow: false,
  /** 8.2: the error for a send to a person who blocked the business. */
  blockedAs: '551/1545041' as '551/1545041' | '10/2018108' | '200/1545041',
  /** 8.1: `plain` is 400 for nearly all, `varied` uses 403, 404, 429 and 5xx as well. */
  httpStatuses: 'plain' as 'plain' | 'varied',
  /** 10, 13.6: an ended version is served by the oldest supported one, or refused. */
  deadVersions: 'serve' as 'refuse' | 'serve',
  /**
   * 13.1, row 1.2: an app created since 4 Nov 2026 may not use `ids=`, `method=`, `callback=`, `date_format=` and `.as()`; an older one
   * may.
   */
  newApp: true,
  /** 7.2: the response to a refresh of a token younger than a day. */
  youngTokenAs: '190' as '190' | '100',
  /** 7.5, 11.6: with Standard Access the app reaches only people with a role on it (PATCH /simulator/people/:id {role}). */
  accessLevel: 'advanced' as 'advanced' | 'standard',
  /** 12.7: whether such an app is notified at all of what strangers do. */
  strangersHeard: true,
  /** 1.1: an app in development mode is told only of people with a role on it, and reaches nobody else. */
  appMode: 'live' as 'live' | 'development',
  /** 1.1: where the app's webhooks go, instead of the address that its accounts were subscribed with; empty: there. */
  appCallbackUrl: '',
  /** 1.1: what the app itself is not subscribed to, comma separated: objects (`page`), and fields of them (`instagram.messages`). */
  appLacks: '',
  /** How far the `Date` header of responses is from the world's time. */
  clockSkewMs: 0,
  /** 13.6: through a Page, comments are delivered with the Page's subscription, or only after a second one for the Instagram account. */
  commentsThroughPage: 'page' as 'page' | 'second',
  /** 13.6: names of webhook fields, comma separated, that this platform does not know (any more, or yet). */
  unknownFields: '',
  /** 13.1, row 1.25: the field name of an app's id in the list of subscriptions. */
  subscribedAppAs: 'app_id' as 'app_id' | 'id',
  /** 12.10 */
  wrapMe: false,
  tokenAnswer: 'flat' as 'flat' | 'wrapped',
  /** 12.9 */
  echoAppId: false,
  /**
   * WhatsApp: rates of 5.7; 131047 by status or at once (12.15); how many people have messages delivered and send read receipts, and when
   * each status comes on the product clock (5.5); whether webhooks name people by user id as well (5.10).
   */
  whatsapp: {
    messagesPerSecond: 80 as number | null,
    pairBurst: 45 as number | null,
    outsideWindowAs: 'async' as 'async' | 'sync',
    deliveredShare: 1,
    readShare: 0,
    sentAfterMs: 0,
    deliveredAfterMs: 0,
    readAfterMs: 0,
    userIds: true,
    /** 5.2 against Meta's OpenAPI: `message_status` is returned for templates alone, or for every message. */
    messageStatus: false,
    /** 13.1, row 1.21: since October 2026 free text is charged (`regular`) beyond the thousand per month that stay free (`free`). */
    serviceMessages: 'free' as 'regular' | 'free',
    /** 1.5: statuses come in any order, and may come twice; `skipsDelivered`: `read` comes at once. */
    statusOrder: 'in_order' as 'in_order' | 'reversed' | 'twice',
    skipsDelivered: false,
    /** 8.3: accepted, then failed with this code. */
    failsWith: null as number | null,
    /**
     * Templates (5.8, 13.2 part 2A): how long a review takes (null: until a control decides) and how it ends; how many can be created in an
     * hour and in all; whether marketing templates that are not GREEN are held (row 2.5).
     */
    reviewAfterMs: 60_000 as number | null,
    review: 'approve' as 'approve' | 'reject',
    templatesPerHour: 100 as number | null,
    templatesMost: 250 as number | null,
    holdsTemplates: false,
    /** 5.7: how many people a business begins a conversation with in 24 hours, and the code of the failure beyond that. */
    messagingLimit: 250 as number | null,
    overLimitAs: 131_048,
    /** 5.7: marketing templates to numbers in the USA are not delivered since April 2025; off, 131049 is reported. */
    marketingToUs: true,
    /** 13.1, row 1.12: `to` without a plus gets the calling code of the business's number. */
    prependsCallingCode: true,
  },
  /**
   * Lead ads: calls per day, instead of the formula of 6.2; how ids of leads and forms are written (12.16) and a missing ad (6.1); what
   * becomes of the names of ads without `ads_management` (6.1), and the code for a missing permission (11.6).
   */
  leads: {
    callsPerDay: null as number | null,
    idsAs: 'numbers' as 'numbers' | 'strings',
    noAdAs: 'zero' as 'zero' | 'absent',
    adNames: 'left_out' as 'left_out' | 'refused',
    noPermissionAs: '200' as '10' | '200',
  },
  /** Webhook payloads (1.4, 12.1): `flat` puts field and value on the entry, `array` wraps the payload. */
  shape: 'changes' as 'changes' | 'flat' | 'array',
  standby: false,
  /** 1.3, 12.2: `second` signs with the subscription's second secret. */
  /** 1.3: the older `X-Hub-Signature` (SHA-1) in addition to the newer one. */
  signWithSha1: false,
  signWith: 'first' as 'first' | 'second' | 'wrong' | 'none',
  /** 1.5: after this many hours of failure the account is unsubscribed ("Webhooks Disabled", 1 on the real platform). */
  unsubscribeAfterHours: null as number | null,
  /** While on, updates are held until POST /simulator/flush, or for holdMs, and gathered in payloads of at most max. */
  batch: { on: false, holdMs: null as number | null, max: 1000, reverse: false },
  /**
   * The Meta app connected to the simulator: when a secret is set, codes and proofs are checked against it; when redirect addresses are
   * set (comma separated), logins return to no other (7.1). `signupConfigId`: its configuration of Login for Business for embedded signup
   * (7.3); other configurations are those of Facebook Login.
   */
  app: { id: '990000000000001', secret: null as string | null, requireProof: false, redirectUris: '', signupConfigId: '990000000000002' },
}

export type Settings = typeof defaultSettings

/** The current settings. Kept in memory too, because every call reads them. */
export type SettingsBook = { current(): Settings; replace(next: Settings): void; forget(): void }

export function makeSettings(store: Store): SettingsBook {
  // Groups of an older file lack what was added since.
  const read = (): Settings => {
    const kept = Object.entries(readMeta<Partial<Settings>>(store, 'settings') ?? {})
    const whole = kept.map(([key, value]) => {
      const usual = defaultSettings[key as keyof Settings]
      return [key, typeof value === 'object' && value !== null ? { ...(usual as object), ...value } : value]
    })
    return { ...defaultSettings, ...Object.fromEntries(whole) } as Settings
  }
  let now = read()
  store.keep({ save: () => undefined, reload: () => void (now = read()) })
  return {
    current: () => now,
    replace(next) {
      writeMeta(store, 'settings', next)
      now = next
    },
    forget() {
      store.run('delete from meta where key = ?', 'settings')
      now = { ...defaultSettings }
    },
  }
}

const statusOrders = ['in_order', 'reversed', 'twice']

const choices: Partial<Record<keyof Settings, readonly string[]>> = {
  expiredCommentAs: ['10/2534022', '100/2534025'],
  privateReplyContent: ['any', 'text'],
  blockedAs: ['551/1545041', '10/2018108', '200/1545041'],
  httpStatuses: ['plain', 'varied'],
  deadVersions: ['refuse', 'serve'],
  youngTokenAs: ['190', '100'],
  accessLevel: ['advanced', 'standard'],
  appMode: ['live', 'development'],
  commentsThroughPage: ['page', 'second'],
  subscribedAppAs: ['app_id', 'id'],
  tokenAnswer: ['flat', 'wrapped'],
  shape: ['changes', 'flat', 'array'],
  signWith: ['first', 'second', 'wrong', 'none'],
}

/**
 * Applies a partial change to the settings.
 * Out: the new settings, or one sentence that says which key is wrong and which values are allowed.
 */
export function changeSettings(now: Settings, change: Record<string, unknown>): Settings | string {
  const next = structuredClone(now) as Record<string, unknown>
  for (const [key, value] of Object.entries(change)) {
    const known = next[key]
    if (known === undefined) return `there is no setting "${key}"; there are ${Object.keys(defaultSettings).join(', ')}`
    const allowed = choices[key as keyof Settings]
    if (allowed && !allowed.includes(value as string)) return `"${key}" is one of ${allowed.join(', ')}`
    if (typeof known === 'boolean' && typeof value !== 'boolean') return `"${key}" is true or false`
    if (typeof known !== 'object' || known === null) {
      next[key] = value
      continue
    }
    if (typeof value !== 'object' || value === null) return `"${key}" is an object with ${Object.keys(known).join(', ')}`
    const unknown = Object.keys(value).find((inner) => !(inner in known))
    if (unknown) return `"${key}" has no "${unknown}"; it has ${Object.keys(known).join(', ')}`
    const order = (value as { statusOrder?: unknown }).statusOrder
    if (order !== undefined && !statusOrders.includes(order as string)) return `"statusOrder" is one of ${statusOrders.join(', ')}`
    next[key] = { ...known, ...value }
  }
  return next as Settings
}
