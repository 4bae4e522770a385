import type { InboundEvent } from '../model/event.ts'

/**
 * The stored details of an event beside its columns: fields of the event, and `more`, its own `detail`. A new field is a name here and its
 * default value below.
 */
export type EventDetail = Pick<
  InboundEvent,
  | 'attachments'
  | 'replyTo'
  | 'referral'
  | 'originalMediaId'
  | 'parentCommentId'
  | 'quickReply'
  | 'storyMention'
  | 'isOwn'
  | 'standby'
  | 'personIdKind'
  | 'name'
  | 'status'
> & { more: Record<string, unknown> }
/** The stored part of a decision; the rest is computed again for the trace (requirement F2). */
export type StoredDecision = {
  candidates: { automationId: string; versionId: string; reason: string | null }[]
  trace: { stage: string; data: Record<string, unknown>; at?: string }[]
}

const nothing: EventDetail = {
  attachments: [],
  replyTo: null,
  referral: null,
  originalMediaId: null,
  parentCommentId: null,
  quickReply: false,
  storyMention: false,
  isOwn: false,
  standby: false,
  personIdKind: 'author',
  name: null,
  more: {},
}

/** The details to store: those that differ from their default. */
export const detailOf = (event: InboundEvent): Partial<EventDetail> =>
  Object.fromEntries(
    Object.entries({ ...nothing, status: null, more: event.detail })
      .map(([name, value]) => [name, name === 'more' ? value : event[name as keyof InboundEvent]] as const)
      .filter(([name, value]) => name === 'personIdKind' || !saysNothing(value)),
  )
export const withDefaults = (stored: Partial<EventDetail>): EventDetail => ({ ...nothing, ...stored })

const saysNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === false || (typeof value === 'object' && Object.keys(value).length === 0)
