import type { Credentials, Outcome, Outgoing } from '../../model/channel.ts'
import type { PersonId } from '../../model/event.ts'
import type { Http } from '../../model/http.ts'
import { contentNotSupported } from '../meta/contentNotSupported.ts'
import { idIn, listOf, objectOf } from '../meta/fields.ts'
import { callGraph, type GraphAnswer, segment } from '../meta/graph.ts'
import { outcomeOfError, outcomeOfNetwork, outcomeWithoutEnvelope } from '../meta/judge.ts'
import { readUsage } from '../meta/usage.ts'
import { bodyOf } from './bodyOf.ts'
import { errors } from './errors.ts'
import { contents, shapes } from './limits.ts'
import { phoneOf, userIdOf } from './person.ts'

/** Digits are a telephone number; a user id has its country and a point in front (meta-platform.md 5.10). */
const phone = /^\d+$/

/**
 * Sends a message to a person from a WhatsApp number (meta-platform.md 5.2).
 * In:  content that `whyNotSendable` accepts; `reference` is sent along and comes back with every status, so that a message in doubt can be
 *      resolved.
 * Out: the outcome; never rejects. `sent` means accepted; statuses report what happens afterwards.
 */
export async function send(http: Http, as: Credentials, outgoing: Outgoing): Promise<Outcome> {
  if (!contents[outgoing.kind].includes(outgoing.content.type)) {
    const refusal = contentNotSupported(outgoing.content, outgoing.kind, contents[outgoing.kind])
    return { kind: 'refused', ...refusal, class: 'bug', platform: null, httpStatus: null }
  }
  let answer: GraphAnswer
  try {
    answer = await callGraph(http, as, { method: 'POST', path: `${segment(as.externalId)}/messages`, json: messageOf(outgoing) })
  } catch (error) {
    return outcomeOfNetwork(error)
  }
  return { ...outcomeOf(answer, outgoing.recipientId), usage: readUsage(answer.headers) }
}

function outcomeOf(answer: GraphAnswer, to: string | null): Outcome {
  if (answer.error) return outcomeOfError(errors, answer, answer.error)
  const channelMessageId = idIn(listOf(answer.json?.messages)[0])
  if (answer.status < 200 || answer.status >= 300 || !channelMessageId) return outcomeWithoutEnvelope(answer)
  const alias = aliasIn(answer, to)
  return { kind: 'sent', channelMessageId, recipientId: null, ...(alias && { alias }), httpStatus: answer.status }
}

/** The person's number as WhatsApp writes it, which may differ from the one dialled (5.1: Brazil, Mexico, Argentina), or their user id. */
function aliasIn(answer: GraphAnswer, to: string | null): PersonId | null {
  const contact = objectOf(listOf(answer.json?.contacts)[0])
  const known = phoneOf(contact?.wa_id)
  if (known !== null && known !== to) return { value: known, kind: 'phone' }
  const user = userIdOf(contact?.user_id)
  return user !== null && user !== to ? { value: user, kind: 'scoped' } : null
}

/** The message to a person (meta-platform.md 5.2). */
function messageOf({ recipientId, reference, content }: Outgoing): Record<string, unknown> {
  const to = recipientId ?? ''
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    // Without the plus the platform reads it as a number of the business's own country (meta-platform.md 13.1, row 1.12).
    ...(phone.test(to) ? { to: `+${to}` } : { recipient: to }),
    ...(content.replyTo !== undefined && { context: { message_id: content.replyTo } }),
    ...wellFormed(bodyOf(content)),
    ...(reference && reference.length <= shapes.maxReferenceChars ? { biz_opaque_callback_data: reference } : {}),
  }
}

/** Half a surrogate pair in any text would make the platform refuse the whole message. */
const wellFormed = (body: object): object =>
  JSON.parse(JSON.stringify(body, (_key, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value))) as object
