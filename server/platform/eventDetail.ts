import type { Attachment, PersonIdKind, Referral, ReplyTo, StatusReport } from '../model/event.ts'

/** What an event keeps beside its columns. */
export type EventDetail = {
  attachments: Attachment[]
  replyTo: ReplyTo | null
  referral: Referral | null
  originalMediaId: string | null
  parentCommentId: string | null
  quickReply: boolean
  storyMention: boolean
  isOwn: boolean
  standby: boolean
  personIdKind: PersonIdKind
  name: string | null
  /** What the platform reported of a message of ours; absent for everything else. */
  status?: StatusReport
  more: Record<string, unknown>
}
/** What is stored of a decision; the rest is computed again when somebody looks (requirement F2). */
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

/** What is stored of a detail: what says something. */
export const sparse = (detail: EventDetail): Partial<EventDetail> =>
  Object.fromEntries(Object.entries(detail).filter(([name, value]) => name === 'personIdKind' || !saysNothing(value)))
export const whole = (stored: Partial<EventDetail>): EventDetail => ({ ...nothing, ...stored })

const saysNothing = (value: unknown): boolean =>
  value === null || value === false || (typeof value === 'object' && Object.keys(value).length === 0)
