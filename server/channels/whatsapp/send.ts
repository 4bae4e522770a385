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

/** Digits are a telephone number; a user id has its country and a point before them (meta-platform.md 5.10). */
const phone = /^\d+$/

/**
 * Writes to a person from a WhatsApp number (meta-platform.md 5.2).
 * In:  what `whyNotSendable` let pass; `reference` travels along and comes back with every status, so that a doubt can be settled.
 * Out: how it went; never rejects. `sent` means accepted: what became of it the statuses tell.
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

/** What is said as text: links of buttons below it. Null for content that is not sent, which `whyNotSendable` says before. */
function textOf(content: MessageContent): string | null {
  if (content.type === 'buttons') return writtenOut(content).toWellFormed()
  return content.type === 'text' ? content.text.toWellFormed() : null
}

function bodyOf({ recipientId, reference }: Outgoing, body: string): Record<string, unknown> {
  const to = recipientId ?? ''
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    // Without the plus the platform takes it for a number of the business's own country (meta-platform.md 13.1, row 1.12).
    ...(phone.test(to) ? { to: `+${to}` } : { recipient: to }),
    type: 'text',
    // A preview is fetched by the platform and shown with the first link; without a link the word would say nothing.
    text: { body, ...(/https?:\/\//i.test(body) ? { preview_url: true } : {}) },
    ...(reference && reference.length <= shapes.maxReferenceChars ? { biz_opaque_callback_data: reference } : {}),
  }
}
