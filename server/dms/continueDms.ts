import { channelOf } from '../channels/channels.ts'
import { linkLeads } from '../leads/linkLeads.queries.ts'
import { laneOf } from '../model/message.ts'
import type { NewMessage } from '../outbox/addMessages.queries.ts'
import type { Trx } from '../platform/db.ts'
import { lockLeadsOfLinks, takeWaitingDms } from './takeWaitingDms.queries.ts'

/** A person followed their link to the chat: what it carried, and the thread they are in. */
export type Continued = {
  ref: string
  eventId: string
  accountId: string
  channel: string
  conversationId: string
  contactId: string
  windowUntil: Date | null
}

/**
 * Links leads with the people who followed their links, and lets their waiting DMs go out, however late. Runs in the transaction of ingest,
 * after its people are stored; without links it makes no query. A link that another person follows afterwards does nothing.
 * Out: the messages to add.
 */
export async function continueDms(trx: Trx, continued: Continued[], now: Date): Promise<NewMessage[]> {
  if (!continued.length) return []
  const byRef = new Map(continued.toReversed().map((one) => [one.ref, one]))
  await lockLeadsOfLinks(trx, [...byRef.values()])
  const taken = await takeWaitingDms(trx, [...byRef.values()], now)
  const refOfLead = new Map(taken.map(({ leadId, ref }) => [leadId, ref]))
  await linkLeads(
    trx,
    [...refOfLead].map(([id, ref]) => ({ id, contact_id: byRef.get(ref)!.contactId, account_id: byRef.get(ref)!.accountId })),
  )
  return taken.map(({ id, workspaceId, text, ref }) => {
    const { accountId, channel, conversationId, contactId, eventId, windowUntil } = byRef.get(ref)!
    const content = { type: 'text', text } as const
    return {
      id,
      workspace_id: workspaceId,
      account_id: accountId,
      conversation_id: conversationId,
      contact_id: contactId,
      lane: laneOf('message'),
      kind: 'message',
      comment_id: null,
      media_id: null,
      content,
      not_before: now,
      expires_at: channelOf(channel).expiresAt({ kind: 'message', content, windowUntil, commentedAt: null }),
      // The person asked for it: a human who took over does not hold it back.
      by_hand: true,
      event_id: eventId,
      automation_id: null,
      version_id: null,
      run_id: null,
      step_id: null,
      variation: null,
      created_at: now,
      waits_for: null,
    }
  })
}
