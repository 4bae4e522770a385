import type { Credentials } from '../../../model/channel.ts'
import type { Http } from '../../../model/http.ts'
import type { Presence } from '../../../model/presence.ts'
import { type GraphCall, speaker } from '../graph.ts'

const second = 1_000

/**
 * `sender_action` of Instagram and Messenger (meta-platform.md 3.1, 4.1): a call of its own with the recipient alone, and never a message.
 * How long it shows, and until when a message can be marked, is stated nowhere: as on WhatsApp, and as long as the window.
 */
export function presenceBy(read: (http: Http, as: Credentials, call: GraphCall) => Promise<object>, windowMs: number): Presence {
  const act =
    (sender_action: string) =>
    async (http: Http, as: Credentials, { personId }: { personId: string }) => {
      await read(http, as, { method: 'POST', path: `${speaker(as)}/messages`, json: { recipient: { id: personId }, sender_action } })
    }
  return {
    rate: { kind: 'presence', key: 'second', calls: 20, perMs: second, callsEach: 1 },
    markableMs: windowMs,
    typingMs: 25 * second,
    markRead: act('mark_seen'),
    showTyping: act('typing_on'),
  }
}
