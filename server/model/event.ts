import type { AccountNotice, AccountStatus } from './account.ts'
import type { Outcome } from './channel.ts'
import type { Consent } from './consent.ts'
import { occurrenceKinds } from './occurrence.ts'
import type { Sentence } from './sentence.ts'

/**
 * Glossary, the words every room uses (docs: ARCHITECTURE.md has the same list with the way through).
 *
 *   workspace     a creator or a team: owns everything below
 *   account       what is connected to one channel: a business's own presence on a platform
 *   contact       a person, with several identifiers; conversation: the thread with them on one account
 *   event         something a person or the platform did, in our words
 *   automation    what the owner configured: triggers and steps, kept in versions
 *   decision      for one event: what matched, what was considered, what is planned
 *   run           one person's way through one automation's steps
 *   message       something we say; attempt: one try of saying it; outcome: how the try went
 *   lead          what was captured
 *   lane, lease   one conversation's order of work; how long a worker may hold a row
 */

/** The name of a channel; the folders of channels/ define which exist. */
export type ChannelName = string

export const eventKinds = [
  'comment',
  'live_comment',
  'mention',
  'message',
  'postback',
  'reaction',
  'read',
  'delivered',
  'status',
  'echo',
  'referral',
  'optin',
  'call',
  'edit',
  'delete',
  'lead',
  'template_status',
  'account',
  'other',
  ...occurrenceKinds,
] as const
export type EventKind = (typeof eventKinds)[number]

/** The outcome of an event, as the API and the pages name it. */
export const eventOutcomes = [
  'waiting',
  'sent',
  'delivered',
  'read',
  'failed',
  'in_doubt',
  'parked',
  'skipped',
  'opted_out',
  'opted_in',
  'noted',
] as const
export type EventOutcome = (typeof eventOutcomes)[number]

/** `id`: the platform's id of a file; `fileId`: ours, once it is to be fetched. */
export type Attachment = { type: string; url?: string; id?: string; title?: string; fileId?: string }

/** What a message answers: an earlier message, or one of the account's stories (`storyLink`: where a link on it leads). */
export type ReplyTo = { messageId?: string; storyId?: string; storyUrl?: string; storyLink?: string }

/** `author`: an id in a comment; the others are ids that messages can be sent to, `phone` the digits of a phone number. */
export type PersonIdKind = 'author' | 'scoped' | 'phone'
export type PersonId = { value: string; kind: PersonIdKind }
export const canReceive = (kind: PersonIdKind): boolean => kind !== 'author'

/** What the platform charges for a message. `isBillable` null: not said. */
export type Price = { category: string; type: string | null; model: string | null; isBillable: boolean | null }

/**
 * A status update of the platform on a sent message. `reference` is our id of it, where the platform returns it. `failed` comes with its
 * consequence: certainly not delivered, never in doubt. `freeUntil`: until when messages to this person are free of charge.
 */
export type StatusReport = { reference: string | null; price?: Price; freeUntil?: string } & (
  | { state: 'sent' | 'delivered' | 'read' }
  | { state: 'failed'; failure: Exclude<Outcome, { kind: 'sent' | 'in_doubt' }> }
)

export type Referral = { ref?: string; source?: string; type?: string; adId?: string; productId?: string }

/**
 * A notice of the platform about an account, not about a person: a restriction, a quality rating, an approved template, a withdrawn
 * permission (meta-platform.md 1.7, 5.6). It belongs to every account it is about, opens no conversation and starts nothing.
 */
export type AccountEvent = {
  /** The same for every delivery, as in an `InboundEvent`. */
  key: string
  kind: Extract<EventKind, 'account' | 'template_status' | 'other'>
  channel: ChannelName
  /** The platform's id of an account, of the business above accounts, or of the Page they are connected through. */
  aboutId: string
  /** The platform's text. */
  text: string | null
  /** What it means, for people. */
  words?: Sentence
  /** The digits of the number it is about, of several that `aboutId` stands for. */
  phone?: string
  /** What stays of it until another notice about the same topic. */
  notice?: { topic: string } & Pick<AccountNotice, 'code' | 'value'>
  /** The platform lets the account send nothing any more. */
  stops?: { status: Extract<AccountStatus, 'paused' | 'reconnect_needed'> }
  occurredAt: Date
  detail: Record<string, unknown>
}

/** One event as a channel parses it. Ids are the platform's, as strings: they exceed 2^53. */
export type InboundEvent = {
  /** The same for every delivery of the same event on one account (meta-platform.md 1.5, "dedup keys"). */
  key: string
  kind: EventKind
  channel: ChannelName
  /** The platform's id of the account that received it (`entry.id`). */
  accountExternalId: string
  /** The person's id for this account; for an echo the recipient. Null when the event names no person. */
  personId: string | null
  personIdKind: PersonIdKind
  /** Other ids of the same person in the same webhook; all lead to the same thread. */
  otherIds?: PersonId[]
  /**
   * The new ids of the person; the other ids are no longer valid. The thread is found by all of them, and messages go to the first of
   * these.
   */
  movedTo?: PersonId[]
  username: string | null
  name: string | null
  text: string | null
  attachments: Attachment[]
  /** The comment id or message id it is about. */
  externalId: string | null
  occurredAt: Date
  /** Comments: the post; with `originalMediaId` when it is the boosted copy of another (meta-platform.md 2.3). */
  mediaId: string | null
  originalMediaId: string | null
  parentCommentId: string | null
  replyTo: ReplyTo | null
  referral: Referral | null
  /** The payload of a tapped button or quick reply. */
  payload: string | null
  quickReply: boolean
  storyMention: boolean
  /** Done by the account itself: its own comment, or an echo. */
  isOwn: boolean
  /** Delivered on the side channel of a thread that another app owns (meta-platform.md 2.6). */
  standby: boolean
  /** For the kinds `read` and `delivered`, where the platform names a moment: all messages that were sent to the person until then. */
  upTo?: Date
  /** For kind `status`: of the message `externalId`. */
  status?: StatusReport
  /** What the webhook left out: the platform is asked for it (`Channel.lookUps`) before anything is decided. */
  lacks?: 'author' | 'words'
  /**
   * It needs no reply any more, and why not: found by reading back, or `imported` with the history of a phone, which opens no window and
   * starts nothing.
   */
  noReply?: 'answered_by_hand' | 'comment_hidden' | 'imported'
  /** Written by a person of the business in the platform's own app, certainly: automations pause in this thread. */
  byHand?: true
  /** Sent by a program, certainly: the platform names its app. */
  byProgram?: true
  /** What the person agrees to with it, or takes back. */
  consent?: Consent
  /** Keys of the same event in other webhooks: if one of them is known, this is a duplicate. */
  sameAs?: string[]
  /** Other details to store, small and without secrets. */
  detail: Record<string, unknown>
}

/** The fields that every event has. */
export type KnownOfEvent = Pick<InboundEvent, 'key' | 'kind' | 'channel' | 'accountExternalId' | 'occurredAt'> & Partial<InboundEvent>

/** An event with the given fields; everything else is absent. */
export const eventWith = (known: KnownOfEvent): InboundEvent => ({
  personId: null,
  personIdKind: 'scoped',
  username: null,
  name: null,
  text: null,
  attachments: [],
  externalId: null,
  mediaId: null,
  originalMediaId: null,
  parentCommentId: null,
  replyTo: null,
  referral: null,
  payload: null,
  quickReply: false,
  storyMention: false,
  isOwn: false,
  standby: false,
  detail: {},
  ...known,
})
