import type { Credentials, Outcome, Outgoing } from '../../model/channel.ts'
import { type MessageContent, writtenOut } from '../../model/content.ts'
import type { Http } from '../../model/http.ts'
import { contentNotSupported } from '../meta/contentNotSupported.ts'
import { idIn, listOf } from '../meta/fields.ts'
import { callGraph, type GraphAnswer, segment } from '../meta/graph.ts'
import { outcomeOfError, outcomeOfNetwork, outcomeWithoutEnvelope } from '../meta/judge.ts'
import { readUsage } from '../meta/usage.ts'
import { errors } from './errors.ts'
import { contents, shapes } from './limits.ts'

/** Digits are a telephone number; a user id has its country and a point in front (meta-platform.md 5.10). */
const phone = /^\d+$/

/**
 * Sends a message to a person from a WhatsApp number (meta-platform.md 5.2).
 * In:  content that `whyNotSendable` accepts; `reference` is sent along and comes back with every status, so that a message in doubt can be
 *      resolved.
 * Out: the outcome; never rejects. `sent` means accepted; statuses report what happens afterwards.
 */
export async function send(http: Http, as: Credentials, outgoing: Outgoing): Promise<Outcome> {
  const text = textOf(outgoing.content)
  if (text === null) {
    const refusal = contentNotSupported(outgoing.content, outgoing.kind, contents[outgoing.kind])
    return { kind: 'refused', ...refusal, class: 'bug', platform: null, httpStatus: null }
  }
  let answer: GraphAnswer
  try {
    answer = await callGraph(http, as, { method: 'POST', path: `${segment(as.externalId)}/messages`, json: bodyOf(outgoing, text) })
  } catch (error) {
    return outcomeOfNetwork(error)
  }
  return { ...outcomeOf(answer), usage: readUsage(answer.headers) }
}

function outcomeOf(answer: GraphAnswer): Outcome {
  if (answer.error) return outcomeOfError(errors, answer, answer.error)
  const channelMessageId = idIn(listOf(answer.json?.messages)[0])
  if (answer.status < 200 || answer.status >= 300 || !channelMessageId) return outcomeWithoutEnvelope(answer)
  return { kind: 'sent', channelMessageId, recipientId: null, httpStatus: answer.status }
}

/**
 * The content as text, with the links of buttons below it. Null for content that cannot be sent, which `whyNotSendable` reports earlier.
 */
function textOf(content: MessageContent): string | null {
  if (content.type === 'buttons') return writtenOut(content).toWellFormed()
  return content.type === 'text' ? content.text.toWellFormed() : null
}

function bodyOf({ recipientId, reference }: Outgoing, body: string): Record<string, unknown> {
  const to = recipientId ?? ''
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    // Without the plus the platform reads it as a number of the business's own country (meta-platform.md 13.1, row 1.12).
    ...(phone.test(to) ? { to: `+${to}` } : { recipient: to }),
    type: 'text',
    // The platform fetches a preview and shows it with the first link; without a link this field would have no effect.
    text: { body, ...(/https?:\/\//i.test(body) ? { preview_url: true } : {}) },
    ...(reference && reference.length <= shapes.maxReferenceChars ? { biz_opaque_callback_data: reference } : {}),
  }
}
