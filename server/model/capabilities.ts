import type { Credentials } from './channel.ts'
import type { InboundEvent } from './event.ts'
import type { Http } from './http.ts'

/**
 * What a channel can have beside sending and receiving; each part is optional and is added here when code uses it. Planned parts, and what
 * each will hold:
 * comments   list, hide, show, delete (meta-platform.md 3.4, 4.4)
 * media      upload by address or bytes, fetch what a person sent (3.1, 5.3)
 * templates  list, create, edit, delete, with their status (5.8, 13.2 row 2.27)
 * tokens     exchange and renew, and when one ends (7.1, 7.2)
 * leads      read one, list those of a form, forms of a Page (6.2, 13.2 row 2.38)
 * menus      conversation starters, persistent menu (3.6, 5.11)
 */
export type Capabilities = {
  posts?: Posts
  /** Absent: the platform does not return sent messages. A doubt is then resolved by its status report, or by a person. */
  readBack?: ReadBack
  /** What can be looked up when a webhook left something out, profiles among it; an absent kind cannot be looked up. */
  lookUps?: LookUps
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
