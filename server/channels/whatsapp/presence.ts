import type { Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import type { Presence } from '../../model/presence.ts'
import { segment } from '../meta/graph.ts'
import { readGraph } from './readGraph.ts'

/** Of a message of the person; typing marks it as read too (meta-platform.md 5.2, 13.2 row 2.14). */
const mark =
  (typing: boolean) =>
  async (http: Http, as: Credentials, { messageId }: { messageId: string }) => {
    const indicator = typing ? { typing_indicator: { type: 'text' } } : {}
    const json = { messaging_product: 'whatsapp', status: 'read', message_id: messageId, ...indicator }
    await readGraph(http, as, { method: 'POST', path: `${segment(as.externalId)}/messages`, json })
  }

/** Read marks within 30 days, typing for 25 seconds (13.2 row 2.14, 5.2). */
export const presence: Presence = {
  rate: { kind: 'presence', key: 'second', calls: 20, perMs: 1_000, callsEach: 1 },
  markableMs: 30 * 24 * 3_600_000,
  typingMs: 25_000,
  markRead: mark(false),
  showTyping: mark(true),
}
