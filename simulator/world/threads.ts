import * as ids from './ids.ts'
import type { Account } from './accounts.ts'
import type { Person } from './people.ts'
import { announce, type World } from './world.ts'

export const hourMs = 3_600_000
/** meta-platform.md 3.2 */
export const windowLengthMs = 24 * hourMs
export const humanAgentMs = 7 * 24 * hourMs

/**
 * A thread of an account and a person. It begins with the person's first comment or message; only from then on is the person's id a valid
 * recipient for that account (8.2, 100/2534014).
 */
export type Thread = {
  seq: number
  accountId: string
  personId: string
  /** The id in messages: the person's own, or one per account for people with scoped ids (12.11). */
  igsid: string
  conversationId: string
  /** When the person last opened the window; null until they first did. */
  openedAt: number | null
  /** When the profile became readable (3.5). */
  consentAt: number | null
  folder: 'inbox' | 'requests'
  updatedAt: number | null
  /** The app that controls the thread, where it is not ours (2.6). */
  ownerApp: string | null
}

export const findThread = (world: World, accountId: string, personId: string): Thread | null =>
  world.store.get<Thread>('select * from threads where accountId = ? and personId = ?', accountId, personId) ?? null

export const findThreadByIgsid = (world: World, accountId: string, igsid: string): Thread | null =>
  world.store.get<Thread>('select * from threads where accountId = ? and igsid = ?', accountId, igsid) ?? null

export const findThreadByConversation = (world: World, accountId: string, conversationId: string): Thread | null =>
  world.store.get<Thread>('select * from threads where accountId = ? and conversationId = ?', accountId, conversationId) ?? null

/** The thread of an account and a person, created when there is none yet. */
export function meet(world: World, account: Account, person: Person): Thread {
  const known = findThread(world, account.id, person.id)
  if (known) return known
  world.store.run(
    'insert into threads (accountId, personId, igsid, conversationId, folder) values (?, ?, ?, ?, ?)',
    account.id,
    person.id,
    person.scopedIds ? ids.scopedId(world.dice) : person.id,
    account.channel === 'messenger' ? ids.pageConversationId(world.dice) : ids.conversationId(world.dice, account.id),
    'inbox',
  )
  return findThread(world, account.id, person.id)!
}

/** Opens the 24-hour window after an act of the person; some acts also make the profile readable (3.2, 3.5). */
export function openWindow(world: World, thread: Thread, act: { consents: boolean }): void {
  const now = world.clock.now()
  world.store.run(
    "update threads set openedAt = ?, consentAt = coalesce(consentAt, ?), folder = 'inbox' where seq = ?",
    now,
    act.consents ? now : null,
    thread.seq,
  )
}

/** How long the typing indicator is shown unless a message is sent first (5.2 for WhatsApp; assumed for Instagram too). */
export const typingMs = 25_000

/** Shows the person that the account is writing, or with 0 no longer. Not stored over a restart. */
export function showTyping(world: World, thread: Thread, forMs: number): void {
  if (forMs > 0) world.typing.set(thread.seq, world.clock.now() + forMs)
  else world.typing.delete(thread.seq)
  announce(world, { kind: 'message', accountId: thread.accountId, personId: thread.personId })
}

export const isTyping = (world: World, thread: Thread): boolean => (world.typing.get(thread.seq) ?? 0) > world.clock.now()

/** The account has read the person's messages, up to one message or all of them. */
export function markSeen(world: World, thread: Thread, upTo = Number.MAX_SAFE_INTEGER): void {
  world.store.run(
    'update messages set readAt = ? where accountId = ? and personId = ? and byAccount = 0 and readAt is null and seq <= ?',
    world.clock.now(),
    thread.accountId,
    thread.personId,
    upTo,
  )
  announce(world, { kind: 'message', accountId: thread.accountId, personId: thread.personId })
}

/** Another app controls the thread, or ours again (null). */
export function setOwnerApp(world: World, thread: Thread, appId: string | null): void {
  world.store.run('update threads set ownerApp = ? where seq = ?', appId, thread.seq)
}

/** Moves the thread to another folder of the account. */
export const setFolder = (world: World, thread: Thread, folder: Thread['folder']): void =>
  void world.store.run('update threads set folder = ? where seq = ?', folder, thread.seq)

/** A message was written, by either side. */
export function touch(world: World, thread: Thread, folder?: Thread['folder']): void {
  world.typing.delete(thread.seq)
  world.store.run(
    'update threads set updatedAt = ?, folder = coalesce(?, folder) where seq = ?',
    world.clock.now(),
    folder ?? null,
    thread.seq,
  )
}
