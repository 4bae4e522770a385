import { isSame } from '../model/isSame.ts'
import { findInFlight } from '../outbox/inFlight.queries.ts'
import type { Count } from '../automations/stats.queries.ts'
import type { EndedMessage } from '../outbox/raiseMessageEvents.queries.ts'
import type { Trx } from '../platform/db.ts'
import type { Arrival } from './batch.ts'
import type { NewEvent } from '../platform/tables/events.ts'
import { findOurs, findUnderWay, markRead, settleByEcho, type Doubtful, type Echo } from '../outbox/echoes.queries.ts'
import { markUpTo, type Watermark } from '../outbox/watermarks.queries.ts'

/**
 * Matches echoes with messages: the platform returns an echo of every message, a comment for every public reply. Each is found in the
 * outbox by its id, or else by its thread and content (isSame.ts), and resolves a message in doubt (meta-platform.md 12, row 8). Also
 * applies receipts, and notes in each event's trace which message it belongs to.
 * In:     `ours`: those found by their id (`findOursAmong`).
 * Out:    messages that are now known to have been sent, and what they count in the statistics.
 */
export async function settleEchoes(
  trx: Trx,
  arrivals: Arrival[],
  events: NewEvent[],
  ours: ReadonlyMap<string, string>,
  now: Date,
): Promise<{ counts: Count[]; ended: EndedMessage[] }> {
  const byId = new Map(events.map((event) => [event.id, event]))
  const echoes = echoesOf(arrivals)
  const unknown = echoes.filter((echo) => !ours.has(echo.event_id))
  const underWay = unknown.length ? await findUnderWay(trx, unknown) : []
  const settled: { id: string; echo: Echo }[] = []
  for (const echo of echoes) {
    const note = (stage: string, data: Record<string, unknown>) => byId.get(echo.event_id)?.decision.trace.push({ stage, data })
    const known = ours.get(echo.event_id)
    if (known) {
      note('echo_of_ours', { messageId: known })
      continue
    }
    const at = whose(echo, underWay)
    if (at < 0) {
      note('echo_of_others', {})
      continue
    }
    const [message] = underWay.splice(at, 1)
    note('echo_of_ours', { messageId: message!.id, settled: message!.state === 'in_doubt' })
    if (message!.state === 'in_doubt') settled.push({ id: message!.id, echo })
  }
  const said = await settleByEcho(trx, await withoutBeingSaid(trx, settled), now)
  const reads = arrivals.filter(({ event }) => event.kind === 'read' && event.externalId !== null)
  await markRead(
    trx,
    reads.map((one) => ({ account_id: one.account.id, channel_message_id: one.event.externalId! })),
    now,
  )
  await markUpTo(trx, arrivals.flatMap(watermarkOf), now)
  return {
    counts: said.map(({ automationId, lane }) => ({ automationId, what: lane === 'public' ? 'replies' : 'dms' })),
    ended: said.map(({ id, workspaceId }) => ({ id, workspaceId, state: 'sent' })),
  }
}

function watermarkOf({ thread, event: { kind, upTo } }: Arrival): Watermark[] {
  if (!upTo || !thread || (kind !== 'read' && kind !== 'delivered')) return []
  return [{ conversation_id: thread.conversationId, until: upTo, state: kind }]
}

/**
 * Leaves out echoes that may belong to a message which is just being sent to the same person or under the same post: its own response tells
 * whose they are.
 */
async function withoutBeingSaid(trx: Trx, settled: { id: string; echo: Echo }[]): Promise<{ id: string; channel_message_id: string }[]> {
  const beingSaid = await findInFlight(
    trx,
    settled.map(({ id }) => id),
  )
  return settled
    .filter(({ id, echo }) => !beingSaid.some((other) => other.id === id && isSame(other.content, echo)))
    .map(({ id, echo }) => ({ id, channel_message_id: echo.channel_message_id }))
}

/** What the account said itself. What was typed by hand is of no message from here, even with the same words. */
const echoesOf = (arrivals: Arrival[]): Echo[] =>
  arrivals
    .filter(
      ({ event }) => event.externalId !== null && !event.byHand && (event.kind === 'echo' || (event.isOwn && event.kind === 'comment')),
    )
    .map(echoOf)

/** The messages from here that echoes belong to by their id, by the id of the event. */
export const findOursAmong = (trx: Trx, arrivals: Arrival[]): Promise<Map<string, string>> => findOurs(trx, echoesOf(arrivals))

const echoOf = ({ eventId, account, thread, event }: Arrival): Echo => ({
  event_id: eventId,
  account_id: account.id,
  conversation_id: thread?.conversationId ?? null,
  channel_message_id: event.externalId!,
  text: event.text,
  attachments: event.attachments,
  parent_id: event.parentCommentId,
  media_id: event.mediaId,
  lane: event.kind === 'echo' ? 'direct' : 'public',
})

/** The index of the message that the echo belongs to: under the same comment if there is one, else under the same post. */
function whose(echo: Echo, underWay: Doubtful[]): number {
  const exact = underWay.findIndex((message) => belongs(echo, message) && (echo.lane === 'direct' || message.comment_id === echo.parent_id))
  return exact >= 0 ? exact : underWay.findIndex((message) => belongs(echo, message))
}

function belongs(echo: Echo, message: Doubtful): boolean {
  if (message.account_id !== echo.account_id || message.lane !== echo.lane) return false
  if (!isSame(message.content, echo)) return false
  if (echo.lane === 'direct') return message.conversation_id === echo.conversation_id
  // The platform attaches a reply to a reply to the top comment (meta-platform.md 3.4), so the post is compared as well.
  return message.comment_id === echo.parent_id || (echo.media_id !== null && message.media_id === echo.media_id)
}
