import type { Author, Comment, Naming } from './instagram/comments.ts'
import type { Media } from './instagram/media.ts'
import type { GraphCall, Outcome } from './platform/call.ts'
import type { GraphError } from './platform/errors.ts'
import type { Update } from './webhooks/envelope.ts'
import type { Account } from './world/accounts.ts'
import type { Message } from './world/messages.ts'
import type { Person } from './world/people.ts'
import type { World } from './world/world.ts'

type Body = Record<string, unknown>

/** A comment that was just written, and how its webhook identifies the author. */
export type WrittenComment = { id: string; media: Media; author: Author; text: string; parentId: string | null; naming: Naming }
export type CommentVerb = 'edited' | 'remove' | 'hide' | 'unhide'

/**
 * One of the platform's products in this simulation: everything that the rest of the simulator needs from it. A folder exports one, and a
 * line in products.ts installs it.
 */
export type Product = {
  calls: {
    /** Answers a call about objects that the token's account may see. Errors: GraphError. */
    answer(call: GraphCall): Outcome
    /** The platform's refusal of more calls than an hour allows. */
    tooMany(): GraphError
    /**
     * The id and name under which headers report usage (meta-platform.md 9); null where no header reports it. `spent`: of a limit
     * that only this product has.
     */
    usage(call: GraphCall): { businessId: string; type: string; spent?: { percent: number; minutes: number } } | null
    /** The product has a status of its own for each error code (13.2, row 2.11). */
    hasOwnStatuses: boolean
  }
  webhooks: {
    object: string
    /** Every field that its webhooks can be about. */
    fields: readonly string[]
    /** The fields that a new subscription of an account without any enables: at its own level, and at its Page's. */
    firstFields(account: Account): { own: string[]; page: string[] }
    /** A payload with updates of this product's accounts. In: when it is sent (ms). */
    body(world: World, updates: Update[], sentAt: number): unknown
    /** The address for these updates instead of the app's; absent: always the app's. */
    otherUrl?(world: World, account: Account, fields: string[]): string | null
    /** Minutes between the attempts of a webhook; absent: the platform's usual ones (1.5). */
    retryMinutes?: number[]
  }
  /** Accounts, as the controls create and show them. Errors: ControlError. */
  accounts: {
    make(world: World, wish: { id?: string; name: string; body: Body }): Account
    issueTokens(world: World, account: Account): void
    shown(world: World, account: Account): Body
  }
  /** Posts with comments under them; absent: the product has none. */
  wall?: {
    newPostId(world: World, accountId: string): string
    newCommentId(world: World, postId: string): string
    /** The update about a comment that was written. */
    written(world: World, account: Account, comment: WrittenComment): { field: string; value: unknown }
    /** The update about what became of a comment; absent: the platform does not tell. */
    changed?(world: World, account: Account, comment: Comment, verb: CommentVerb): { field: string; value: unknown }
  }
  /** Acts of both sides in the conversation. Errors: ControlError for impossible acts. */
  acts: {
    /** Out: the id of the message; null where the act leaves no message. */
    write(world: World, account: Account, person: Person, body: Body): string | null
    read(world: World, account: Account, message: Message): void
    /** Out: how often it has been edited by now. */
    edit(world: World, account: Account, message: Message, text: string): number
    unsend(world: World, account: Account, message: Message): void
    /** An employee of the business writes in the platform's own app. Out: the id. */
    typeInApp(world: World, account: Account, person: Person, text: string): string
  }
}
