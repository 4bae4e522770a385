import { channelOf } from '../channels/channels.ts'
import { findOnTheirWay } from '../outbox/echoes.queries.ts'
import type { Trx } from '../platform/db.ts'
import type { Arrival, Thread } from './batch.ts'
import { findOursAmong } from './settleEchoes.ts'

/** What comes sooner after an act of the person was sent by a program: replies that are set up at the platform itself come at once. */
const soonestMs = 3_000

/**
 * Marks echoes that a person of the business typed in the platform's own app, where the platform does not say so (Instagram, Messenger):
 * they are of no message from here, of no other program, and nothing is being sent in their thread (decision 0119).
 * Out: messages from here that were found by their id, by the id of the event.
 */
export async function markTypedByHand(trx: Trx, arrivals: Arrival[]): Promise<ReadonlyMap<string, string>> {
  const ours = await findOursAmong(trx, arrivals)
  const left = arrivals.flatMap((arrival) => {
    const { thread } = arrival
    return thread && !ours.has(arrival.eventId) && mayBeTyped(arrival, thread, arrivals) ? [{ arrival, thread }] : []
  })
  if (!left.length) return ours
  const onTheirWay = await findOnTheirWay(
    trx,
    left.map(({ arrival, thread }) => ({ account_id: arrival.account.id, conversation_id: thread.conversationId })),
  )
  for (const { arrival, thread } of left) {
    if (onTheirWay.conversations.has(thread.conversationId) || onTheirWay.privateReplies.has(arrival.account.id)) continue
    arrival.event = { ...arrival.event, byHand: true }
  }
  return ours
}

function mayBeTyped({ event, account }: Arrival, thread: Thread, arrivals: Arrival[]): boolean {
  if (event.kind !== 'echo' || event.externalId === null || event.byHand || event.byProgram || event.standby) return false
  if (event.noReply || event.detail['self'] === true || account.handPauseMinutes === 0) return false
  const { windowMs, opensWindow } = channelOf(account.channel).limits
  const { windowUntil } = thread.state
  const acts = arrivals.filter((one) => one.thread === thread && !one.event.isOwn && opensWindow.includes(one.event.kind))
  const times = [...acts.map((one) => one.event.occurredAt.getTime()), ...(windowUntil ? [windowUntil.getTime() - windowMs] : [])]
  return times.every((at) => Math.abs(event.occurredAt.getTime() - at) >= soonestMs)
}
