import type { CommentControl } from './commentAct.ts'
import type { Presence } from './presence.ts'
import type { BusinessProfile, EntryPoints } from './presentation.ts'
import type { AccountNotice } from './account.ts'
import type { Credentials, LoginType } from './channel.ts'
import type { Media } from './content.ts'
import type { Sentence } from './sentence.ts'
import type { TokenKind } from './connection.ts'
import type { Templates } from './template.ts'
import type { InboundEvent } from './event.ts'
import type { Http } from './http.ts'

/**
 * What a channel can have beside sending and receiving; each part is optional and is added here when code uses it.
 */
export type Capabilities = {
  posts?: Posts
  /** Absent: the platform does not return sent messages. A doubt is then resolved by its status report, or by a person. */
  readBack?: ReadBack
  /** Absent: the platform does not list comments and messages, so missed ones cannot be found. */
  history?: History
  /** What can be looked up when a webhook left something out, profiles among it; an absent kind cannot be looked up. */
  lookUps?: LookUps
  /** Forms of lead ads, and what people answered in them. */
  leads?: LeadAds
  links?: Links
  tokens?: Tokens
  setUp?: SetUp
  /** What people see before they write; absent: the platform has no such thing. */
  entryPoints?: EntryPoints
  firstMessages?: FirstMessages
  files?: Files
  templates?: Templates
  profile?: BusinessProfile
  presence?: Presence
  /** Absent: nothing can be done with comments but replying. */
  comments?: CommentControl
}

/** A file to be given to the platform. `read` gives its bytes from the beginning, each time it is called. */
export type GivenFile = { name: string; type: string; size: number; read(): AsyncIterable<Uint8Array> }

/** Files that people send and get. All calls reject with a `ChannelError`. */
export type Files = {
  rate: ReadRate
  /** The largest file that a person can send, and for how long the platform hands it out. */
  mostBytes: number
  readableMs: number
  /** What can be sent as what, and how large: `types` by their beginning. */
  takes: Record<Media['type'], { types: readonly string[]; mostBytes: number }>
  /** Fetches what a person sent. `take` gets its bytes as they come. In: the id of the webhook. */
  download(http: Http, as: Credentials, id: string, take: (bytes: Uint8Array) => Promise<void>): Promise<void>
  /** Gives a file to the platform. Out: its id there, and for how long that can be used. */
  upload(http: Http, as: Credentials, file: GivenFile): Promise<{ id: string; lastsMs: number }>
}

/**
 * A limit on how many people an account's business may write to first, outside their window. The platform tells how many in notices of the
 * topic `messaging_limit`, and counts them over `perMs`.
 */
export type FirstMessages = { perMs: number }

/**
 * What the platform says of an account as it is set up now; null: not told.
 * canSend     whether messages may be sent. `canSendWhy`: why not, in the platform's own words
 * quality     how people rate its messages
 * isRegistered  whether it is registered, where the platform wants that before anything is sent
 * messagesUrl   where the platform delivers its messages to
 */
export type SetUpState = {
  username: string | null
  isProfessional: boolean | null
  isPublished: boolean | null
  canSend: 'yes' | 'limited' | 'no' | null
  canSendWhy: string | null
  quality: 'high' | 'medium' | 'low' | null
  isRegistered: boolean | null
  messagesUrl: string | null
  /** What it says about the account, kept as if a notice had told it. */
  notices?: ({ topic: string } & Omit<AccountNotice, 'at'>)[]
}

/**
 * A permission as the platform's review wants it explained. `login`: the login that has it under this name. `ability`: what needs it, of
 * `connecting.abilities`; null: the account itself.
 * why   what it is for, with the names of what uses it
 * film  what to film, step by step
 */
export type ReviewPermission = {
  name: string
  login: LoginType
  ability: string | null
  why(used: string): Sentence
  film: readonly Sentence[]
}

/**
 * How an account's events are delivered. `missing`: what its subscription lacks of what this product cannot do without. `otherApps`: the
 * names of other apps that get its events too; null: not told.
 */
export type SubscriptionState = { missing: string[]; otherApps: string[] | null }

/** Reads of how an account is set up at the platform (requirement H8). They reject with a `ChannelError`. */
export type SetUp = {
  /** They share a limit of their own. */
  rate: ReadRate
  read(http: Http, as: Credentials): Promise<SetUpState>
  /** Null: the account cannot tell. */
  readSubscription(http: Http, as: Credentials): Promise<SubscriptionState | null>
  /** Reads a message, which shows that the owner lets apps have messages. */
  tryMessages?(http: Http, as: Credentials): Promise<void>
  /** The permissions that an app applies for, for what this channel does. */
  review: readonly ReviewPermission[]
  /** What the app itself must be subscribed to, once for all accounts; `more`: what makes more known. */
  webhook: { object: string; fields: readonly string[]; more?: readonly string[] }
}

/** A renewed token, and for how long it is valid. */
export type RenewedToken = { accessToken: string; lastsMs: number }

/** Renewing access tokens; absent where no kind of token can be renewed without a person. */
export type Tokens = {
  isRenewable(as: Pick<Credentials, 'loginType'>, kind: TokenKind): boolean
  /** The old token stays valid until its own end. Rejects with a `ChannelError`. */
  renew(http: Http, as: Credentials): Promise<RenewedToken>
}

/** Links that open a chat in the platform's own app. */
export type Links = {
  /**
   * The link with which a person writes to the account; their message or referral carries `ref` (letters, digits, `-`), which this product
   * reads. Null: the account has no public address yet.
   */
  toAccount(account: { externalId: string | null; username: string | null; phone: string | null }, ref: string): string | null
  /** The link with which the owner writes to a person, the text filled in; without a phone number they choose whom. */
  toPerson?(phone: string | null, text: string): string
  /** What the DM API answers (501) while no account of the channel is connected. Absent: connect one first. */
  comingSoon?: string
}

/** A post, reel or story of the account, to choose from. `postedAt` as the platform writes times. */
export type Medium = {
  id: string
  caption: string | null
  productType: string
  pictureUrl: string | null
  permalink: string | null
  postedAt: string | null
}

export type Posts = {
  /** The newest posts of the account. Rejects with a `ChannelError`. */
  list(http: Http, as: Credentials): Promise<Medium[]>
}

/** A message or comment of the account, as the platform returns it: read back to resolve a doubt. */
export type Remembered = { id: string; text: string; at: Date }

/** A rate limit of an account's reads. `kind`: reads of one kind share the limit; `callsEach`: how many calls one read takes. */
export type ReadRate = { kind: string; key: string; calls: number; perMs: number; callsEach: number }

export type ReadBack = {
  rate: ReadRate
  /** The newest messages of the account to this person, or its comments under this comment, newest first. Rejects with a `ChannelError`. */
  read(http: Http, as: Credentials, where: { recipientId: string } | { commentId: string; mediaId: string | null }): Promise<Remembered[]>
}

/**
 * Reads what webhooks should have told: each event with the key that its webhook gives it, those of the account left out as far as the
 * channel can tell. All lists are newest first, and reject with a `ChannelError`. `after`: the cursor of the last part; null: the first.
 */
export type History = {
  /** How far back to read. */
  readableMs: number
  rates: { posts: ReadRate; comments: ReadRate; messages: ReadRate }
  /** Posts with their number of comments, replies included. */
  listPosts(
    http: Http,
    as: Credentials,
    after: string | null,
  ): Promise<{ posts: { id: string; commentCount: number }[]; next: string | null }>
  listComments(http: Http, as: Credentials, postId: string, after: string | null): Promise<HistoryPart>
  /** The newest messages of the threads that changed last. */
  listMessages(http: Http, as: Credentials, after: string | null): Promise<HistoryPart>
}
/**
 * `answers`: by the key of an event, the platform's ids of what the account said to the person after it. `newestAt`: the newest time in
 * this part, which may hold older ones too; null: not known.
 */
export type HistoryPart = {
  events: InboundEvent[]
  answers: ReadonlyMap<string, string[]>
  newestAt: Date | null
  next: string | null
}

/**
 * What a channel can look up when a webhook left something out:
 * who       who wrote a comment; `id` null: the platform does not tell that either
 * message   a message of which only the id came, as the event that it should have been
 * profile   the name of a person who wrote for the first time
 */
export type Found = {
  who: { id: string | null; username: string | null; isOwn: boolean }
  message: Pick<
    InboundEvent,
    'key' | 'sameAs' | 'kind' | 'personId' | 'username' | 'text' | 'attachments' | 'replyTo' | 'storyMention' | 'isOwn'
  >
  profile: { name: string | null; username: string | null }
}
export type LookUpKind = keyof Found

/** A read that completes an event. */
export type LookUp<K extends LookUpKind> = {
  limit: ReadRate
  /** In: the platform's id of the subject. Rejects with a `ChannelError`. */
  read(http: Http, as: Credentials, subject: string): Promise<Found[K]>
}
export type LookUps = { [K in LookUpKind]?: LookUp<K> }

/**
 * A lead of a lead ad. Ids as text; `fields` as the person answered, several values to a question kept apart.
 * isTest      made with the platform's test tool
 * consents    the boxes of the form, ticked or not
 */
export type AdLead = {
  id: string
  createdAt: Date
  formId: string | null
  adId: string | null
  adName: string | null
  adsetId: string | null
  adsetName: string | null
  campaignId: string | null
  campaignName: string | null
  isOrganic: boolean
  isTest: boolean
  platform: string | null
  fields: { name: string; values: string[] }[]
  consents: { key: string; isChecked: boolean }[]
}

export type LeadQuestion = { key: string; label: string; type: string }

/** A form of a lead ad. `expired`: how many of its leads the platform does not hand out any more. */
export type LeadForm = {
  id: string
  name: string
  status: string
  createdAt: Date | null
  leadsCount: number
  organicCount: number
  expiredCount: number
  /** Whether it hands out leads that came without an ad. */
  allowsOrganic: boolean
  questions: LeadQuestion[]
}

/**
 * Whether the platform hands out the leads of an account. `why` and `todo` are its own words; `hasTask`: whether the person of the token
 * may have them (null: not told).
 */
export type LeadAccess = { canRead: boolean; termsAccepted: boolean; hasTask: boolean | null; why: string | null; todo: string | null }

/** Errors of all reads: they reject with a `ChannelError`. `next`: the cursor of the next part of a list; null: this was the last. */
export type LeadAds = {
  /** How many reads the platform allows. In: how many leads the account got while they can be read. */
  rate(leads: number): ReadRate
  /** The platform's names of what the token needs: for leads at all, for lists of forms, for the names of ads. */
  permissions: { needed: readonly string[]; forms: readonly string[]; adNames: readonly string[] }
  /** For how long a lead can be read. */
  readableMs: number
  access(http: Http, as: Credentials): Promise<LeadAccess>
  read(http: Http, as: Credentials, leadId: string): Promise<AdLead>
  readForm(http: Http, as: Credentials, formId: string): Promise<LeadForm>
  listForms(http: Http, as: Credentials, after: string | null): Promise<{ forms: LeadForm[]; next: string | null }>
  /** The leads of a form that were created after `since`, newest first. */
  list(
    http: Http,
    as: Credentials,
    formId: string,
    from: { since: Date; after: string | null },
  ): Promise<{ leads: AdLead[]; next: string | null }>
}
