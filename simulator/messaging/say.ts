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
  queueUpdate(world, account, thread.ownerApp ? 'standby' : 'messaging', field, {
    sender,
    recipient,
    timestamp: world.clock.now(),
    ...part,
  })
}

/**
 * Stores a message of the account and echoes it back, as the platform does for every message from any sender. The echo's mid is the id that
 * the send returns (11.3, 12.8). Sending opens no window.
 */
export function say(world: World, account: Account, thread: Thread, via: 'api' | 'human', content: Content, commentId?: string): string {
  const id = keepMessage(world, thread, { byAccount: true, via, content, commentId })
  queueMessaging(
    world,
    account,
    thread,
    'message_echoes',
    { message: echoOf(world, id, via, content, account.channel === 'messenger') },
    true,
  )
  return id
}

/** The app of a Page's own inbox (meta-platform.md 2.6). */
export const pageInbox = '263902037430900'

function echoOf(world: World, mid: string, via: 'api' | 'human', content: Content, ofPage: boolean): Record<string, unknown> {
  const { app, echoAppId } = world.settings.current()
  // On a Page the echo names the app, of a person's message that of its inbox (4.2); on Instagram it is not certain (12, row 9).
  const appId = ofPage ? (via === 'api' ? app.id : pageInbox) : echoAppId && via === 'api' ? app.id : null
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
    ...(appId !== null && { app_id: Number(appId) }),
    ...(content.metadata !== undefined && { metadata: content.metadata }),
  }
}
