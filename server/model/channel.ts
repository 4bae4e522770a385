import type { TriggerKind } from './automation.ts'
import type { Capabilities } from './capabilities.ts'
import type { ContentType, MessageContent } from './content.ts'
import type { AccountEvent, ChannelName, EventKind, InboundEvent, PersonId } from './event.ts'
import type { Http } from './http.ts'
import type { MessageKind } from './message.ts'
import type { Sentence } from './sentence.ts'

/** The login through which an account was connected; it decides which host is called (meta-platform.md 2.8). */
export type LoginType = 'instagram' | 'facebook'

/** What the owner gives to connect an account, beside its id and token. */
export type ConnectInput = { loginType: LoginType | null; pageId: string | null; businessId: string | null }
/** The login that follows from the input, or a text that says what is missing. */
export type Login = { loginType: LoginType } | { missing: string }

/** What is needed to call the platform for an account. `graphUrl` has no version and no trailing slash. */
export type Credentials = {
  channel: ChannelName
  externalId: string
  pageId: string | null
  /** The business account that this account belongs to, where the platform has one above it. */
  businessId?: string | null
  loginType: LoginType
  accessToken: string
  /** Tells this token from those that the account has before and after. */
  tokenMark?: string
  graphUrl: string
  graphVersion: string
  /** The ids of the configured apps, where it matters which app is ours. */
  appIds?: string[]
  /** What the token may do, by the platform's names; null or absent: not known. */
  grantedScopes?: readonly string[] | null
  /** Proof by the secret of the app that issued the token; absent when that secret is not known (meta-platform.md 7.1). */
  appSecretProof?: string | null
}

/**
 * `reference`: our id of the message, for platforms that return it with status updates. `byPerson`: a person wrote it after the window,
 * which some platforms allow.
 */
export type Outgoing = {
  kind: MessageKind
  recipientId: string | null
  commentId: string | null
  content: MessageContent
  reference?: string
  byPerson?: boolean
}

/** The classes of meta-platform.md 8.1: retry, throttle, auth, permission, contact, window, bug, sanction. */
export type ErrorClass = 'retry' | 'throttle' | 'auth' | 'permission' | 'contact' | 'window' | 'bug' | 'sanction'

/** The scope of an error: this message to this person, the account's messages of this kind, or everything the account sends. */
export type Reach = 'recipient' | 'kind' | 'account'

/**
 * How one try went.
 *   sent       it arrived; `channelMessageId` null when the platform did not tell; `alias`: how the platform calls the person, where that
 *              is another id than the one it was sent to
 *   refused    it certainly did not arrive and never will
 *   later      it certainly did not arrive and may be tried again after `afterMs` (null: our backoff); a throttle uses up no attempt
 *   stopped    nothing of this account (`reach: 'account'`: reconnect, permission, sanction), or nothing of this kind (`reach: 'kind'`: a
 *              permission that only it needs), can be sent until somebody acts; uses up no attempt
 *   in_doubt   nobody knows whether it arrived
 * `per: 'person'`: the platform throttles this one thread alone, so nobody else has to wait. `growth`: the wait becomes so many times as
 * long with each attempt.
 * `instead`: the same message in a form that the platform takes; the next attempt sends this.
 * `usage`: what the platform said about its rate limits along with it.
 * `line`: why this tells something about the way to the platform and not about the message. `down`: it certainly could not be reached;
 * `shaky`: no answer, or one of a platform in trouble. The outbox pauses the account when it is down, or when it stays shaky.
 * `code` is a word for people and programs (`outside_window`), `platform` what the platform said (`10/2534022`).
 */
export type Outcome = { usage?: Usage; line?: 'down' | 'shaky' } & (
  | { kind: 'sent'; channelMessageId: string | null; recipientId: string | null; alias?: PersonId; httpStatus: number | null }
  | { kind: 'refused'; code: string; words: Sentence; class: ErrorClass; platform: string | null; httpStatus: number | null }
  | {
      kind: 'later'
      code: string
      words: Sentence
      class: ErrorClass
      platform: string | null
      httpStatus: number | null
      afterMs: number | null
      usesAttempt: boolean
      per?: 'person'
      growth?: number
      /** The most attempts of such a message, where they are fewer than usual. */
      triesAtMost?: number
      instead?: MessageContent
    }
  | ({ kind: 'stopped'; code: string; words: Sentence; class: ErrorClass; platform: string | null; httpStatus: number | null } & (
      | { reach: 'account'; status: 'reconnect_needed' | 'paused' }
      | { reach: 'kind' }
    ))
  | { kind: 'in_doubt'; code: string; words: Sentence; platform: string | null; httpStatus: number | null }
)

/**
 * `category`: of a Page. `businessId`: the business account above it, where the platform told. `isRegistered` false: nothing can be sent
 * before it is registered.
 */
export type AccountProfile = {
  externalId: string
  username: string | null
  name: string | null
  pictureUrl: string | null
  category?: string | null
  /** The number that people write to, where the channel has one. */
  phone?: string | null
  businessId?: string | null
  isRegistered?: boolean
}

/** A rate limit: at most `calls` in any period of `perMs`, counted for the whole account or for each person. */
export type SendRate = { key: string; per: 'account' | 'person'; calls: number; perMs: number }

/** The share of its calls an account has used (percent, may exceed 100), and for how long the platform blocks it (null: not stated). */
export type Usage = { percent: number; regainMs: number | null }

export type ChannelLimits = {
  maxTextBytes: number
  /** Null: only bytes are counted. */
  maxTextChars: number | null
  maxPublicReplyChars: number
  maxButtons: number
  /** Link buttons are written into the text, so that only buttons that are tapped count as buttons. */
  writesLinksOut: boolean
  maxButtonTitleChars: number
  maxButtonTemplateChars: number
  /** Of the text under a file; 0: there is none. */
  maxCaptionChars: number
  /** How long messages may be sent after the person's last event that opens the window, and which events open it. */
  windowMs: number
  opensWindow: readonly EventKind[]
  /** How long after that event a person of the business may still write, where the platform allows more than the window. */
  personMs?: number
  /** How long a comment may be answered in private. */
  privateReplyMs: number
}

/**
 * A message and what the platform's windows depend on: until when the person may be written to, when the comment was made, whether a person
 * wrote it.
 */
export type Occasion = {
  kind: MessageKind
  content: MessageContent
  windowUntil: Date | null
  commentedAt: Date | null
  byHand?: boolean
}

/** Why the platform does not accept the message at this time. Times as ISO text. */
export type WhyNotNow =
  | { code: 'outside_window'; data: { windowMs: number; until: string | null } }
  | { code: 'comment_too_old'; data: { privateReplyMs: number; commentedAt: string } }

/** When a channel accepts a message. Both functions are pure, and neither checks the content. */
export type ChannelTimes = {
  /** Null: the time allows it. */
  whyNotNow(occasion: Occasion, now: Date): WhyNotNow | null
  /** Until when it can be sent; null: at any time. */
  expiresAt(occasion: Occasion): Date | null
}

export type Subscribed = { wasMissing: boolean }

/** How an account of a channel is connected. */
export type Connecting = {
  /** The names of the logins through which its accounts can come (`PlatformLogin`), by the way they are called. */
  logins: Record<LoginType, string>
  /** The login that follows from what the owner gave, or in words what is missing. */
  loginOf(given: ConnectInput): Login
  /** Which account the token belongs to. Rejects with a `ChannelError`. */
  readAccount(http: Http, as: Credentials): Promise<AccountProfile>
  /** Registers an account for the API with a PIN, where the platform wants it. Rejects with a `ChannelError`. */
  register?(http: Http, as: Credentials, pin: string): Promise<void>
  /**
   * Asks the platform to deliver this account's events to the app, beside what it delivers already; where `as` names the granted scopes,
   * only what they allow. `wasMissing`: it was seen not to deliver what this product cannot do without. Rejects with a `ChannelError`.
   */
  subscribe(http: Http, as: Credentials): Promise<Subscribed>
  /** Ends that delivery. Rejects with a `ChannelError`. */
  unsubscribe(http: Http, as: Credentials): Promise<void>
  abilities: readonly Ability[]
}

/** Something that an account can do only with these permissions, by login; and the automations that need it. */
export type Ability = { name: string; needs: Record<LoginType, readonly string[]>; triggers: readonly TriggerKind[] }

/**
 * One platform behind one interface: only its folder knows its field names. What every channel has is here; what only some have is part of
 * `Capabilities`, absent where the platform has no such thing. Callers check for the part (`channel.posts?.list(…)`) and report when it is
 * missing; no channel returns an empty list or null instead.
 */
export type Channel = ChannelTimes &
  Capabilities & {
    name: ChannelName
    /** Its name for people, as the platform writes it. */
    title: string
    /** What can start an automation of its accounts. Empty: they have no automations. */
    triggers: readonly TriggerKind[]
    limits: ChannelLimits
    rates: Record<MessageKind, SendRate[]>
    /** The content types for each kind of message; `whyNotSendable` refuses all others. Empty: the kind cannot be sent. */
    contents: Record<MessageKind, readonly ContentType[]>
    connecting: Connecting
    /** Why the channel cannot send this, in words, or null. */
    whyNotSendable(outgoing: Outgoing): { code: string; words: Sentence } | null
    /** Never rejects: every response and every network error becomes an outcome. */
    send(http: Http, as: Credentials, outgoing: Outgoing): Promise<Outcome>
  }

/** A failed read, with a sentence for people. Its message, for logs, is the code. */
export class ChannelError extends Error {
  override name = 'ChannelError'
  readonly code: string
  readonly words: Sentence
  readonly class: ErrorClass
  readonly platform: string | null
  /** As in an outcome: the read failed because the platform could not be reached. */
  readonly line: 'down' | 'shaky' | null
  /** The token that the call was made with (`Credentials.tokenMark`); null where that is not known. */
  tokenMark: string | null = null
  /** The platform's own sentence; null: it said none. */
  quote: string | null = null
  constructor(code: string, words: Sentence, errorClass: ErrorClass, platform: string | null, line: 'down' | 'shaky' | null = null) {
    super(platform === null ? code : `${code} (${platform})`)
    this.words = words
    this.line = line
    this.code = code
    this.class = errorClass
    this.platform = platform
  }
}

/** The contents of a webhook payload: what people did, what concerns accounts themselves, and in `notes` what could not be used and why. */
export type ReadBody = { events: InboundEvent[]; accountEvents: AccountEvent[]; notes: Sentence[] }
