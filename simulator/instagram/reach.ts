import type { GraphCall } from '../platform/call.ts'
import { GraphError, refuse } from '../platform/errors.ts'
import { isWithinReach, type Person } from '../world/people.ts'
import type { Content } from '../world/messages.ts'

/** The message content as the ledger records it. */
export function told(content: Content): Record<string, unknown> {
  const { text: words, attachments, buttons, quickReplies, elements } = content
  return {
    text: words ?? elements?.[0]?.title ?? null,
    ...(attachments && { attachments }),
    ...(buttons && { buttons }),
    ...(quickReplies && { quickReplies }),
    ...(elements && { elements }),
  }
}

/** Errors: 200/2534041 while the owner does not let apps have messages (meta-platform.md 8.2). */
export function needMessages({ account }: Pick<GraphCall, 'account'>): void {
  if (!account.messagesAllowed) throw refuse.messagesSwitchedOff()
}

/**
 * Checks that the person can be reached.
 * Errors: 200 without a subcode for a stranger while the app has no Advanced Access; the code chosen in the settings for a person who
 *         blocked the business; 10/2018108 for one who is gone.
 */
export function mustReach({ world, host, account }: Pick<GraphCall, 'world' | 'host' | 'account'>, person: Person): void {
  const ofInstagram = host === 'graph.instagram.com' ? 'instagram_business_manage_messages' : 'instagram_manage_messages'
  if (!isWithinReach(world, person)) throw refuse.noRole(account.channel === 'messenger' ? 'pages_messaging' : ofInstagram)
  if (person.deactivated) throw refuse.cannotReceive()
  if (!person.blocked) return
  const [code, subcode] = world.settings.current().blockedAs.split('/').map(Number) as [number, number]
  if (code === 10) throw refuse.cannotReceive()
  throw new GraphError(code, 'This person is not available right now.', { subcode })
}
