import type { Credentials } from './channel.ts'
import type { Http } from './http.ts'

// What the platform shows people of an account; the platform alone holds it.

/** A `payload` comes back as a tap (kind `postback`). */
export type MenuItem = { title: string; payload?: string; url?: string }
/**
 * What the platform shows people of an account before they write; what the channel does not have is empty:
 * starters   questions to tap in an empty conversation; without a payload the question itself is sent as a message
 * menu       items that stay beside the text field; each opens a link or carries a payload
 * greeting   a text above an empty conversation
 * commands   words to choose after a slash; they are sent as a message with the slash
 */
export type EntryPointsContent = {
  starters: { question: string; payload: string }[]
  menu: MenuItem[]
  greeting: string
  commands: { name: string; description: string }[]
}

/** Reads and writes them at the platform, which is the only place that holds them. Both reject with a `ChannelError`. */
export type EntryPoints = {
  /** Zero: the channel has no such part. */
  limits: {
    starters: number
    questionChars: number
    menu: number
    titleChars: number
    payloadChars: number
    greetingChars: number
    commands: number
    commandChars: number
    descriptionChars: number
  }
  /** The platform takes no emoji in any part. */
  refusesEmoji?: true
  read(http: Http, as: Credentials): Promise<EntryPointsContent>
  /** Replaces all parts; an empty one is removed. What is there in other languages stays. */
  write(http: Http, as: Credentials, content: EntryPointsContent): Promise<void>
}

/** What people read about a business on the platform; empty: not set. `category`: of the platform's own list. */
export type ProfileContent = {
  about: string
  address: string
  description: string
  email: string
  websites: string[]
  category: string
}
export type ShownProfile = ProfileContent & { pictureUrl: string | null }

/** The profile of an account, which the platform alone holds. Both calls reject with a `ChannelError`. */
export type BusinessProfile = {
  limits: {
    aboutChars: number
    addressChars: number
    descriptionChars: number
    emailChars: number
    websites: number
    websiteChars: number
  }
  categories: readonly string[]
  read(http: Http, as: Credentials): Promise<ShownProfile>
  /** Writes what is given; other fields stay. */
  write(http: Http, as: Credentials, change: Partial<ProfileContent>): Promise<void>
}
