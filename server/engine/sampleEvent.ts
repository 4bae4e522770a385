import type { Trigger } from '../model/automation.ts'
import type { InboundEvent } from '../model/event.ts'

/** A post or story that no automation names. */
const elsewhere = '-'

/**
 * An event that a trigger matches: to find out beforehand which automation would reply to it.
 * In:     the trigger, the text (for `postback` the payload); null: no text, which only a trigger for any text matches.
 */
export function sampleEvent({ on, media }: Trigger, text: string | null): InboundEvent {
  const commented = on === 'comment' || on === 'live_comment'
  const where = media[0] ?? elsewhere
  return {
    key: 'sample',
    kind: commented ? on : on === 'postback' ? 'postback' : 'message',
    channel: '',
    accountExternalId: '',
    personId: null,
    personIdKind: 'author',
    username: null,
    name: null,
    text: on === 'postback' ? null : text,
    attachments: [],
    externalId: null,
    occurredAt: new Date(0),
    mediaId: commented ? where : null,
    originalMediaId: null,
    parentCommentId: null,
    replyTo: on === 'story_reply' || (on === 'message' && media.length > 0) ? { storyId: where } : null,
    referral: null,
    payload: on === 'postback' ? text : null,
    quickReply: false,
    storyMention: on === 'story_mention',
    isOwn: false,
    standby: false,
    detail: {},
  }
}
