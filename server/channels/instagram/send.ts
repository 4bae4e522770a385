import type { Credentials, Http, Outcome, Outgoing } from '../../model/channel.ts'
import type { MessageContent } from '../../model/message.ts'
import { idOf } from '../meta/fields.ts'
import { callGraph, type GraphAnswer, type GraphCall, segment, speaker } from '../meta/graph.ts'
import { outcomeOfError, outcomeOfNetwork, outcomeWithoutEnvelope } from '../meta/judge.ts'
import { readUsage } from '../meta/usage.ts'
import { errors } from './errors.ts'
import { limits } from './limits.ts'

/**
 * Says something as an Instagram account: under a comment, as private reply to a comment, or in the thread (meta-platform.md 3.1, 3.3, 3.4).
 * In:  what `whyNotSayable` let pass. Both logins: the host is the credentials', the path follows the kind of login.
 * Out: how it went; never rejects. Nothing is repeated here: the platform has no idempotency key, so whoever knows the ledger decides.
 */
export async function send(http: Http, as: Credentials, outgoing: Outgoing): Promise<Outcome> {
  let answer: GraphAnswer
  try {
    answer = await callGraph(http, as, callFor(as, outgoing))
  } catch (error) {
    return outcomeOfNetwork(error)
  }
  return { ...orAsText(outcomeOf(answer), outgoing), usage: readUsage(answer.headers) }
}

/**
 * Whether a private reply may have buttons is documented both ways (meta-platform.md 12, row 4; 13.3: template first, plain text on 100). The
 * refusal is definite, so the text alone, as the next attempt, cannot double it.
 */
function orAsText(outcome: Outcome, outgoing: Outgoing): Outcome {
  const instead = outcome.kind === 'refused' && outcome.code === 'invalid_message' ? withoutButtons(outgoing.content) : null
  if (outcome.kind !== 'refused' || !instead) return outcome
  const words = 'The platform did not take the buttons. The text is sent without them.'
  return { ...outcome, kind: 'later', code: 'buttons_not_accepted', words, afterMs: 0, usesAttempt: false, instead }
}

function outcomeOf(answer: GraphAnswer): Outcome {
  if (answer.error) return outcomeOfError(errors, answer, answer.error)
  const messageId = idOf(answer.json?.message_id) ?? idOf(answer.json?.id)
  const recipientId = idOf(answer.json?.recipient_id)
  if (answer.status < 200 || answer.status >= 300 || (!messageId && !recipientId)) return outcomeWithoutEnvelope(answer)
  return { kind: 'sent', channelMessageId: messageId, recipientId, httpStatus: answer.status }
}

function callFor(as: Credentials, outgoing: Outgoing): GraphCall {
  if (outgoing.kind === 'public_reply') {
    return { method: 'POST', path: `${segment(outgoing.commentId ?? '')}/replies`, json: { message: outgoing.content.text.toWellFormed() } }
  }
  const recipient = outgoing.kind === 'private_reply' ? { comment_id: outgoing.commentId } : { id: outgoing.recipientId }
  return { method: 'POST', path: `${speaker(as)}/messages`, json: { recipient, message: messageOf(outgoing) } }
}

/** Text, text with quick replies, or a button template: the only forms this product says (meta-platform.md 3.1). */
function messageOf({ content }: Outgoing): unknown {
  const text = content.text.toWellFormed()
  if (content.buttons?.length) {
    const buttons = content.buttons.map((button) =>
      button.url
        ? { type: 'web_url', title: button.title, url: button.url }
        : { type: 'postback', title: button.title, payload: button.payload },
    )
    return { attachment: { type: 'template', payload: { template_type: 'button', text, buttons } } }
  }
  if (content.quickReplies?.length) {
    return { text, quick_replies: content.quickReplies.map(({ title, payload }) => ({ content_type: 'text', title, payload })) }
  }
  return { text }
}

/** The same as text: under it each button on a line of its own, a link with its address, any other as what the person can type. Null without buttons or room. */
function withoutButtons({ text, buttons = [] }: MessageContent): MessageContent | null {
  if (buttons.length === 0) return null
  const written = [text, ...buttons.map(({ title, url }) => (url ? `${title}: ${url}` : title))].join('\n')
  return Buffer.byteLength(written) <= limits.maxTextBytes ? { text: written } : null
}
