import type { GraphCall, Outcome } from './platform/call.ts'
import type { GraphError } from './platform/errors.ts'
import type { Update } from './webhooks/envelope.ts'
import type { Account } from './world/accounts.ts'
import type { Message } from './world/messages.ts'
import type { Person } from './world/people.ts'
import type { World } from './world/world.ts'

type Body = Record<string, unknown>

/**
 * One of the platform's products as this world has it: all that the rest of the simulator must know of it. A folder exports one, and a line
 * in products.ts installs it.
 */
export type Product = {
  calls: {
    /** Answers a call about what the token's account may see. Errors: GraphError. */
    answer(call: GraphCall): Outcome
    /** How the platform refuses more calls than an hour allows. */
    tooMany(): GraphError
    /** Under which id and name usage is told in headers (meta-platform.md 9); null where no header tells it. */
    usage(call: GraphCall): { businessId: string; type: string } | null
    /** It prints a status of its own for each error code (13.2, row 2.11). */
    hasOwnStatuses: boolean
  }
  webhooks: {
    object: string
    /** Every field that its webhooks can be about. */
    fields: readonly string[]
    /** What a new subscription of an account without any opens: on its own level, and on its Page's. */
    firstFields(account: Account): { own: string[]; page: string[] }
    /** A body of updates of this product's accounts. In: when it is sent (ms). */
    body(world: World, updates: Update[], sentAt: number): unknown
    /** Where these go instead of the app's address; absent: nowhere else. */
    otherUrl?(world: World, account: Account, fields: string[]): string | null
    /** Minutes between the tries of a webhook; absent: the platform's usual ones (1.5). */
    retryMinutes?: number[]
  }
  /** Accounts, as the controls make and show them. Errors: ControlError. */
  accounts: {
    make(world: World, wish: { id?: string; name: string; body: Body }): Account
    issueTokens(world: World, account: Account): void
    shown(world: World, account: Account): Body
  }
  /** What people do in the conversation, whichever side they are on. Errors: ControlError for what cannot be in this world. */
  acts: {
    /** Out: the id of what was written; null where the act leaves no message. */
    write(world: World, account: Account, person: Person, body: Body): string | null
    read(world: World, account: Account, message: Message): void
    /** Out: how often it was changed by now. */
    edit(world: World, account: Account, message: Message, text: string): number
    unsend(world: World, account: Account, message: Message): void
    /** Somebody of the business writes in the platform's own app. Out: the id. */
    typeInApp(world: World, account: Account, person: Person, text: string): string
  }
}
