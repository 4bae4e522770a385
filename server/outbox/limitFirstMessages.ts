import type { Channel } from '../model/channel.ts'
import type { Sentence } from '../model/sentence.ts'
import type { NewLimit } from '../limits/limits.queries.ts'
import type { Trx } from '../platform/db.ts'
import type { ClaimedMessage } from './claim.queries.ts'
import { findFirsts, type First } from './firstMessages.queries.ts'
import { sentence } from './sentences.ts'

/** A limit beyond the channel's rates, and what to say of a message that waits for it; or until when nothing of the kind is sent. */
export type FirstLimit = { words: Sentence; code: string } & ({ limit: NewLimit } | { until: Date })

/** A restriction without an end is looked at again then. */
const againMs = 3_600_000

/** A template outside the window begins a conversation; everything else is a reply (meta-platform.md 5.7). */
const begins = ({ kind, content, windowUntil }: ClaimedMessage, now: Date): boolean =>
  kind === 'message' && content.type === 'template' && !(windowUntil && windowUntil > now)

/**
 * The limit of a business on how many people it may write to first, as the platform told it, by message. A person counts once in the
 * period, and all accounts of the business that are connected here count together. Runs no statement without such messages.
 * In:     messages with their channel, where it has such a limit.
 */
export async function limitFirstMessages(
  trx: Trx,
  sent: { message: ClaimedMessage; channel: Pick<Channel, 'firstMessages'> }[],
  now: Date,
): Promise<Map<string, FirstLimit>> {
  const firsts = sent.flatMap(({ message, channel }) =>
    channel.firstMessages && begins(message, now) ? [{ message, perMs: channel.firstMessages.perMs }] : [],
  )
  const found = await findFirsts(
    trx,
    firsts.map(({ message: { id, accountId, conversationId }, perMs }) => ({
      id,
      account_id: accountId,
      conversation_id: conversationId,
      since: new Date(now.getTime() - perMs),
    })),
  )
  const byId = new Map(found.map((first) => [first.id, first]))
  return new Map(
    firsts.flatMap(({ message, perMs }) => {
      const first = byId.get(message.id)
      const limit = first && limitOf(message, first, perMs, now)
      return limit ? [[message.id, limit] as const] : []
    }),
  )
}

function limitOf(
  { workspaceId }: ClaimedMessage,
  { countedOn, people, isCounted, restriction }: First,
  perMs: number,
  now: Date,
): FirstLimit | null {
  if (restriction?.code === 'no_first_messages') {
    const end = typeof restriction.value === 'string' ? new Date(restriction.value) : new Date(now.getTime() + againMs)
    if (end > now) return { until: end, code: 'no_first_messages', words: sentence('outbox.no_first_messages') }
  }
  if (people === null || isCounted) return null
  return {
    limit: { account_id: countedOn, workspace_id: workspaceId, kind: 'message/first', key: 'people', calls: people, per_ms: perMs },
    code: 'messaging_limit',
    words: sentence('outbox.messaging_limit', { people, perMs }),
  }
}
