import { queueUpdate } from '../webhooks/queueUpdate.ts'
import type { Account } from '../world/accounts.ts'
import { keepMessage, type Content } from '../world/messages.ts'
import { isHeard } from '../world/people.ts'
import type { Thread } from '../world/threads.ts'
import type { World } from '../world/world.ts'

/** One element of `messaging` (meta-platform.md 2.5); `timestamp` in ms. */
export function queueMessaging(
  world: World,
  account: Account,
  thread: Thread,
  field: string,
  part: Record<string, unknown>,
  fromAccount = false,
): void {
  if (!fromAccount && !isHeard(world, thread.personId)) return
  const ends = [{ id: thread.igsid }, { id: account.id }]
  const [sender, recipient] = fromAccount ? ends.toReversed() : ends
  queueUpdate(world, account, 'messaging', field, { sender, recipient, timestamp: world.clock.now(), ...part })
}

/**
 * Stores a message of the account and echoes it back, as the platform does for every message from any sender. The echo's mid is the id that
 * the send returns (11.3, 12.8). Sending opens no window.
 */
export function say(world: World, account: Account, thread: Thread, via: 'api' | 'human', content: Content, commentId?: string): string {
  const id = keepMessage(world, thread, { byAccount: true, via, content, commentId })
  queueMessaging(world, account, thread, 'message_echoes', { message: echoOf(world, id, via, content) }, true)
  return id
}

function echoOf(world: World, mid: string, via: 'api' | 'human', content: Content): Record<string, unknown> {
  const { app, echoAppId } = world.settings.current()
  const attachments =
    content.kind === 'template'
      ? [
          {
            type: 'template',
            payload: content.elements
              ? { generic: { elements: content.elements } }
              : { button: { text: content.text, buttons: content.buttons } },
          },
        ]
      : content.attachments
  return {
    mid,
    ...(content.kind === 'text' && { text: content.text }),
    ...(attachments && { attachments }),
    ...(content.replyTo && { reply_to: content.replyTo }),
    is_echo: true,
    ...(echoAppId && via === 'api' && { app_id: Number(app.id) }),
  }
}
