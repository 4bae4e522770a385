import type { Credentials } from './channel.ts'
import type { InboundEvent } from './event.ts'
import type { Http } from './http.ts'

/**
 * What a channel may have beside sending and receiving, each part optional. A part is written here when something uses it, and not before.
 * Coming parts, and what each will hold:
 *   comments   list, hide, show, delete (meta-platform.md 3.4, 4.4)
 *   media      upload by address or bytes, fetch what a person sent (3.1, 5.3)
 *   templates  list, create, edit, delete, with their status (5.8, 13.2 row 2.27)
 *   tokens     exchange and renew, and when one ends (7.1, 7.2)
 *   leads      read one, list those of a form, forms of a Page (6.2, 13.2 row 2.38)
 *   menus      conversation starters, persistent menu (3.6, 5.11)
 */
export type Capabilities = {
  posts?: Posts
  /** Absent: the platform shows no sent message again. A doubt is settled by its own report, or by a person. */
  readBack?: ReadBack
  /** What can be asked when a webhook left something out, profiles among it; a kind that is absent cannot be asked. */
  lookUps?: LookUps
}

/** A post, reel or story of the account, for picking one. `postedAt` as the platform writes times. */
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

/** Something the account said, as the platform remembers it: read back to settle a doubt. */
export type Remembered = { id: string; text: string; at: Date }

/** How fast what was said may be read back, and how many calls one look takes. */
export type ReadBackRate = { key: string; calls: number; perMs: number; callsEach: number }

export type ReadBack = {
  rate: ReadBackRate
  /** The newest things the account said to this person or under this comment, newest first. Rejects with a `ChannelError`. */
  read(http: Http, as: Credentials, where: { recipientId: string } | { commentId: string; mediaId: string | null }): Promise<Remembered[]>
}

/**
 * What a channel can be asked when a webhook left something out:
 *   who       who wrote a comment; `id` null: the platform does not say that either
 *   message   a message of which only its id was told, as the event that it should have been
 *   profile   what somebody is called who wrote for the first time
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

/**
 * A read that says more about something that came. `limit`: the row of the account's limits it counts in, beside other reads of that name.
 */
export type LookUp<K extends LookUpKind> = {
  limit: ReadBackRate & { kind: string }
  /** In: the platform's id of what is asked about. Rejects with a `ChannelError`. */
  read(http: Http, as: Credentials, subject: string): Promise<Found[K]>
}
export type LookUps = { [K in LookUpKind]?: LookUp<K> }
