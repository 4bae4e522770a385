import type { Attachment, InboundEvent, Referral } from '../../model/event.ts'
import { idOf, type JsonObject, listOf, objectOf, present, shortTextOf, textOf, timeOf } from '../meta/fields.ts'
import { keyOf } from '../meta/newEvent.ts'
import { newEvent } from './newEvent.ts'
import { phoneOf, userIdOf, whoIs } from './person.ts'
import type { Frame } from './read.ts'

type Said = Pick<InboundEvent, 'kind'> & Partial<InboundEvent>

/**
 * Something a person did in the thread with a number, in any form of meta-platform.md 5.4.
 * Out: null when it has no id, or is of a kind that no page describes.
 */
export function readMessage(item: unknown, frame: Frame): InboundEvent | null {
  const given = objectOf(item)
  const id = idOf(given?.id)
  const type = textOf(given?.type) ?? ''
  const said = given && id ? saidIn(type, given, id) : null
  if (!given || !id || !said) return null
  const phone = phoneOf(given.from)
  const userId = userIdOf(given.from_user_id)
  const contact = contactOf(frame.contacts, phone, userId)
  const context = objectOf(given.context)
  const replyTo = idOf(context?.id)
  // A thread of several people is nobody's conversation: an answer would go to one of them, who did not ask us alone.
  const group = idOf(given.group_id)
  return newEvent({
    accountExternalId: frame.accountExternalId,
    occurredAt: timeOf(frame.receivedAt, given.timestamp),
    ...whoIs(phone ?? phoneOf(contact?.wa_id), userId ?? userIdOf(contact?.user_id)),
    name: textOf(objectOf(contact?.profile)?.name),
    username: textOf(objectOf(contact?.profile)?.username)?.replace(/^@/, '') || null,
    externalId: id,
    replyTo: replyTo ? { messageId: replyTo } : null,
    referral: referralOf(given.referral),
    ...said,
    ...(group ? { kind: 'other' as const } : {}),
    key: keyOf(said.kind, id),
    detail: { ...present({ type, group, forwarded: context?.forwarded === true ? true : null }), ...said.detail },
  })
}

/** What was said or done, by the type of the message. */
function saidIn(type: string, given: JsonObject, id: string): Said | null {
  const part = objectOf(given[type])
  if (type === 'text') return { kind: 'message', text: textOf(part?.body) }
  if (files.has(type)) return { kind: 'message', text: textOf(part?.caption), attachments: [fileOf(type, part)] }
  if (type === 'reaction') {
    const emoji = shortTextOf(part?.emoji)
    return { kind: 'reaction', externalId: idOf(part?.message_id), detail: present({ action: emoji ? 'react' : 'unreact', emoji }) }
  }
  // The tap on a template's button, or on a button or a list of ours.
  if (type === 'button') return { kind: 'postback', text: textOf(part?.text), payload: textOf(part?.payload) }
  if (type === 'interactive') return tapOf(part)
  if (type === 'edit')
    return { kind: 'edit', externalId: idOf(part?.original_message_id) ?? id, text: textOf(objectOf(objectOf(part?.message)?.text)?.body) }
  if (type === 'revoke') return { kind: 'delete', externalId: idOf(part?.original_message_id) ?? id }
  if (type === 'system')
    return { kind: 'other', detail: present({ part: 'system', change: shortTextOf(part?.type), newPhone: phoneOf(part?.wa_id) }) }
  if (type === 'unsupported' || type === 'unknown') return { kind: 'message', attachments: [{ type: 'unsupported' }] }
  if (type === 'location')
    return { kind: 'message', attachments: [{ type, ...present({ title: shortTextOf(part?.name), url: textOf(part?.url) }) }] }
  if (type === 'contacts') {
    return {
      kind: 'message',
      attachments: listOf(given.contacts).map((one) => ({
        type: 'contact',
        ...present({ title: shortTextOf(objectOf(objectOf(one)?.name)?.formatted_name) }),
      })),
    }
  }
  return type === 'order' ? { kind: 'message', text: textOf(part?.text), attachments: [{ type }] } : null
}

const files = new Set(['image', 'video', 'document', 'audio', 'sticker'])

function fileOf(type: string, part: JsonObject | null): Attachment {
  return { type, ...present({ id: idOf(part?.id), url: textOf(part?.url), title: shortTextOf(part?.filename) }) }
}

function tapOf(part: JsonObject | null): Said | null {
  const tapped = objectOf(part?.button_reply) ?? objectOf(part?.list_reply)
  if (tapped) return { kind: 'postback', text: textOf(tapped.title), payload: idOf(tapped.id) }
  const form = objectOf(part?.nfm_reply)
  return form ? { kind: 'message', attachments: [{ type: 'form', ...present({ title: shortTextOf(form.name) }) }] } : null
}

/** The sender's profile. It may stand under the number, under the user id, or be missing (5.4). */
function contactOf(contacts: JsonObject[], phone: string | null, userId: string | null): JsonObject | null {
  const same = contacts.find((one) => (phone !== null && one.wa_id === phone) || (userId !== null && one.user_id === userId))
  return same ?? (contacts.length === 1 && phone === null && userId === null ? contacts[0]! : null)
}

/** An advertisement or post that led here; told with the first message only. */
function referralOf(value: unknown): Referral | null {
  const given = objectOf(value)
  if (!given) return null
  const type = textOf(given.source_type)
  return present({
    source: type === 'ad' ? 'ADS' : type,
    type,
    adId: type === 'ad' ? idOf(given.source_id) : null,
    ref: idOf(given.ctwa_clid),
  })
}
