import { queueMessaging, say } from '../messaging/say.ts'
import { storeRead } from '../messaging/personActs.ts'
import type { Account } from '../world/accounts.ts'
import type { Content, Message } from '../world/messages.ts'
import { getPerson } from '../world/people.ts'
import type { Thread } from '../world/threads.ts'
import type { World } from '../world/world.ts'

/** Sends as the Page: its echo, and the delivery to a person who gets messages (meta-platform.md 4.2). Out: the message's id. */
export function sayAsPage(
  world: World,
  account: Account,
  thread: Thread,
  via: 'api' | 'human',
  content: Content,
  commentId?: string,
): string {
  const mid = say(world, account, thread, via, content, commentId)
  const { blocked, deactivated } = getPerson(world, thread.personId)
  if (!blocked && !deactivated)
    queueMessaging(world, account, thread, 'message_deliveries', { delivery: { mids: [mid], watermark: world.clock.now() } })
  return mid
}

/** A person reads everything that the Page wrote until now: the platform tells a moment, no message (4.2). */
export function readUpToNow(world: World, account: Account, message: Message): void {
  queueMessaging(world, account, storeRead(world, message), 'message_reads', { read: { watermark: world.clock.now() } })
}
