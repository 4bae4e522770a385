import type { InboundEvent } from '../model/event.ts'
import type { EventRow } from './events.queries.ts'

/** The columns of an event that say what happened. */
export type StoredEvent = Pick<
  EventRow,
  'key' | 'kind' | 'channel' | 'senderId' | 'username' | 'text' | 'payload' | 'mediaId' | 'externalId' | 'detail' | 'occurredAt'
>

/** The event as the engine saw it, put together again from what was kept. */
export function eventAgain(row: StoredEvent, accountExternalId: string): InboundEvent {
  const { detail } = row
  return {
    key: row.key,
    kind: row.kind,
    channel: row.channel,
    accountExternalId,
    personId: row.senderId,
    personIdKind: detail.personIdKind,
    username: row.username,
    name: detail.name,
    text: row.text,
    attachments: detail.attachments,
    externalId: row.externalId,
    occurredAt: row.occurredAt,
    mediaId: row.mediaId,
    originalMediaId: detail.originalMediaId,
    parentCommentId: detail.parentCommentId,
    replyTo: detail.replyTo,
    referral: detail.referral,
    payload: row.payload,
    quickReply: detail.quickReply,
    storyMention: detail.storyMention,
    isOwn: detail.isOwn,
    standby: detail.standby,
    ...(detail.status ? { status: detail.status } : {}),
    detail: detail.more,
  }
}
