import type { ReadRate } from './capabilities.ts'
import type { Credentials } from './channel.ts'
import type { Http } from './http.ts'

/** The person, and their newest message. */
export type PresentTo = { personId: string; messageId: string }

/** Signs to a person that their messages were read, and that an answer is being written. Both calls reject with a `ChannelError`. */
export type Presence = {
  rate: ReadRate
  /** For how long a message can be marked as read. */
  markableMs: number
  /** For how long “typing” is shown at most; a message ends it. */
  typingMs: number
  markRead(http: Http, as: Credentials, to: PresentTo): Promise<void>
  showTyping(http: Http, as: Credentials, to: PresentTo): Promise<void>
}

/** The data of a job of the kind `presence`. A run that no longer waits until `wakeAt` shows nothing. */
export type PresenceAsked = { conversationId: string } & (
  | { act: 'read'; eventId: string }
  | { act: 'typing'; runId: string; wakeAt: string }
)
