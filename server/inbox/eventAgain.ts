import type { InboundEvent } from '../model/event.ts'
import type { ToldEvent } from '../platform/tables/events.ts'

/** A stored event: its columns, and the channel of its account. */
export type StoredEvent = ToldEvent & { channel: string }

/** The event as the engine saw it, rebuilt from the stored columns. */
export function eventAgain(row: StoredEvent, accountExternalId: string): InboundEvent {
  const { more, ...detail } = row.detail
  return {
    key: row.key,
    kind: row.kind,
    channel: row.channel,
    accountExternalId,
    personId: row.senderId,
    username: row.username,
    text: row.text,
    externalId: row.externalId,
    occurredAt: row.occurredAt,
    mediaId: row.mediaId,
    payload: row.payload,
    ...detail,
    detail: more,
  }
}
