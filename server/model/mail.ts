import type { Sentence } from './sentence.ts'

/** pending → sent, failed (given up, with its code), or in_doubt (nobody knows whether it arrived). */
export const mailStatuses = ['pending', 'sent', 'failed', 'in_doubt'] as const
export type MailStatus = (typeof mailStatuses)[number]

/** What a mail says, as keys and data: its text is made when it is sent, in the language of the workspace. */
export type MailContent = {
  subject: Sentence
  paragraphs: Sentence[]
  /** A table of names and values below them; a name may be a field that the owner named. */
  facts?: { name: Sentence | string; value: string }[]
  /**
   * A page of the hub to open, such as `/leads`, and what the link is called. `token`: what the secret last part of its address is for; it
   * is computed when the mail is sent, and stored nowhere.
   */
  link?: { path: string; text: Sentence; token?: string }
  /** Why its reader gets it, where it is not a notice or an address that the workspace chose. */
  why?: Sentence
}

export type NewMail = {
  workspaceId: string
  /** The account it is about, for members who are limited to some. */
  accountId?: string | null
  contactId?: string | null
  leadId?: string | null
  eventId?: string | null
  /** An address, or null for whoever gets the workspace's notices. */
  to: string | null
  content: MailContent
  /** A mail with a key that exists is not added; while the first one is not sent, its content is replaced. */
  uniqueKey: string
  /** Not before this time. A repeat with an earlier one brings it forward. */
  runAt?: Date
}
