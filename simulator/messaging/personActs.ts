import { ControlError } from '../controls/errors.ts'
import { maybeText } from '../controls/request.ts'
import type { Account } from '../world/accounts.ts'
import type { Person } from '../world/people.ts'
import { announce, type World } from '../world/world.ts'
import { findMessage, type Message } from '../world/messages.ts'
import { queueMessaging } from './say.ts'
import { findThread, meet, openWindow, type Thread } from '../world/threads.ts'

/** Errors: ControlError 400 for a person who is gone. */
export function mustBeActive(person: Person): void {
  if (person.deactivated)
    throw new ControlError(
      400,
      'deactivated',
      `${person.username} is deactivated; PATCH /simulator/people/${person.id} {"deactivated":false} first`,
    )
}

/** meta-platform.md 2.5; any other emoji is "other". */
export const reactions: Record<string, string> = {
  love: '❤️',
  like: '👍',
  laugh: '😂',
  haha: '😂',
  wow: '😮',
  sad: '😢',
  angry: '😡',
  other: '🔥',
}

/** A person reacts to one of the account's messages, which opens the window, or removes the reaction, which does not. */
function react(world: World, account: Account, person: Person, message: Message, reaction: string | null, emoji?: string): void {
  mustBeActive(person)
  const thread = meet(world, account, person)
  const given = reaction === null ? undefined : { reaction, emoji: emoji ?? reactions[reaction] ?? reactions['other']! }
  world.store.run('update messages set reactions = ? where id = ?', JSON.stringify({ ...message.reactions, person: given }), message.id)
  if (given) openWindow(world, thread, { consents: false })
  queueMessaging(world, account, thread, 'message_reactions', {
    reaction: { mid: message.id, action: given ? 'react' : 'unreact', ...given },
  })
  announce(world, { kind: 'message', accountId: account.id, personId: person.id })
}

/** A reaction as POST /simulator/messages accepts it: a name or an emoji, or an object with a message and whether to remove it. */
type Wish = { reaction?: string; emoji?: string; messageId?: string; action?: string }

/**
 * Reacts as a test requests. In: `reaction`, and `messageId` unless it is the account's newest message. Out: the id of the message.
 * Errors: ControlError 400 when there is no such message.
 */
export function reactAsAsked(world: World, account: Account, person: Person, body: Record<string, unknown>): string {
  const { reaction } = body
  const wish: Wish = typeof reaction === 'string' ? { reaction } : (reaction as Wish)
  const mid = wish.messageId ?? maybeText(body, 'messageId')
  const message = mid === undefined ? newestFromAccount(world, account, person) : findMessage(world, mid)
  if (message?.accountId !== account.id || message.personId !== person.id)
    throw new ControlError(400, 'no_such_message', 'there is no message of this account to react to; name one with "messageId"')
  react(world, account, person, message, ...givenBy(wish))
  return message.id
}

/** Null removes it; an emoji that is none of the platform's reactions is "other" with its own emoji. */
function givenBy(wish: Wish): [name: string | null, emoji?: string] {
  if (wish.action === 'unreact') return [null, wish.emoji]
  const name = Object.entries(reactions).find(([key, emoji]) => key === wish.reaction || emoji === wish.reaction)?.[0] ?? 'other'
  return [name, wish.emoji ?? (name === 'other' && wish.reaction !== 'other' ? wish.reaction : undefined)]
}

/** A person reads up to and including this message; opens no window. */
export function read(world: World, account: Account, message: Message): void {
  const thread = storeRead(world, message)
  queueMessaging(world, account, thread, 'messaging_seen', { read: { mid: message.id } })
}

/** Stores that a person read up to and including this message. */
export function storeRead(world: World, message: Message): Thread {
  world.store.run(
    'update messages set readAt = ? where accountId = ? and personId = ? and byAccount = 1 and seq <= ? and readAt is null',
    world.clock.now(),
    message.accountId,
    message.personId,
    message.seq,
  )
  announce(world, { kind: 'message', accountId: message.accountId, personId: message.personId })
  return threadOf(world, message)
}

/** A person edits their message. In: the name of the webhook's field. Out: how often it has been edited by now. */
export function edit(world: World, account: Account, message: Message, text: string, field = 'message_edit'): number {
  const edits = message.edits + 1
  world.store.run(
    'update messages set content = ?, edits = ? where id = ?',
    JSON.stringify({ ...message.content, text }),
    edits,
    message.id,
  )
  queueMessaging(world, account, threadOf(world, message), field, { message_edit: { mid: message.id, text, num_edit: edits } })
  announce(world, { kind: 'message', accountId: account.id, personId: message.personId })
  return edits
}

/** A person unsends their message: the same mid again, without a text. */
export function unsend(world: World, account: Account, message: Message): void {
  world.store.run('update messages set deletedAt = ? where id = ?', world.clock.now(), message.id)
  queueMessaging(world, account, threadOf(world, message), 'messages', { message: { mid: message.id, is_deleted: true } })
  announce(world, { kind: 'message', accountId: account.id, personId: message.personId })
}

function threadOf(world: World, message: Message): Thread {
  const thread = findThread(world, message.accountId, message.personId)
  if (!thread) throw new ControlError(404, 'no_thread', 'this message belongs to no thread')
  return thread
}

/** The account's newest message to a person, for a reaction that names no message. */
function newestFromAccount(world: World, account: Account, person: Person): Message | null {
  const row = world.store.get<{ id: string }>(
    'select id from messages where accountId = ? and personId = ? and byAccount = 1 and deletedAt is null order by seq desc limit 1',
    account.id,
    person.id,
  )
  return row ? findMessage(world, row.id) : null
}
