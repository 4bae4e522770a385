import type { Credentials, Outcome, Outgoing } from '../../../model/channel.ts'
import { type MessageContent, writtenOut } from '../../../model/content.ts'
import type { Http } from '../../../model/http.ts'
import { contentNotSupported } from '../contentNotSupported.ts'
import { idOf } from '../fields.ts'
import { callGraph, type GraphAnswer, type GraphCall, speaker } from '../graph.ts'
import { outcomeOfError, outcomeOfNetwork, outcomeWithoutEnvelope } from '../judge.ts'
import { sentence } from '../sentences.ts'
import { readUsage } from '../usage.ts'
import type { MessagingProduct } from './product.ts'

/**
 * Sends as an account of this product: under a comment, as private reply to a comment, or in the thread (meta-platform.md 3.1, 3.3, 4.1,
 * 4.4).
 * In:     content that `whyNotSendable` accepts. The host is the credentials', the path depends on the login.
 * Out:    the outcome; never rejects. This function never retries: the platform has no idempotency key, so the outbox decides.
 */
export const sendBy =
  (product: MessagingProduct) =>
  async (http: Http, as: Credentials, outgoing: Outgoing): Promise<Outcome> => {
    const call = callFor(product, as, outgoing)
    if (!call) {
      const refusal = contentNotSupported(outgoing.content, outgoing.kind, product.contents[outgoing.kind])
      return { kind: 'refused', ...refusal, class: 'bug', platform: null, httpStatus: null }
    }
    let answer: GraphAnswer
    try {
      answer = await callGraph(http, as, call)
    } catch (error) {
      return outcomeOfNetwork(error)
    }
    return { ...orAsText(product, outcomeOf(product, answer), outgoing), usage: readUsage(answer.headers) }
  }

/**
 * Whether a private reply may have buttons is documented both ways (meta-platform.md 12, row 4; 13.3: template first, plain text on 100).
 * The refusal is definite, so the text alone, as the next attempt, cannot double it.
 */
function orAsText({ limits }: MessagingProduct, outcome: Outcome, outgoing: Outgoing): Outcome {
  const instead =
    outcome.kind === 'refused' && outcome.code === 'invalid_message' ? withoutButtons(outgoing.content, limits.maxTextBytes) : null
  if (outcome.kind !== 'refused' || !instead) return outcome
  const words = sentence('meta.buttons_not_accepted')
  return { ...outcome, kind: 'later', code: 'buttons_not_accepted', words, afterMs: 0, usesAttempt: false, instead }
}

function outcomeOf({ errors }: MessagingProduct, answer: GraphAnswer): Outcome {
  if (answer.error) return outcomeOfError(errors, answer, answer.error)
  const messageId = idOf(answer.json?.message_id) ?? idOf(answer.json?.id)
  const recipientId = idOf(answer.json?.recipient_id)
  if (answer.status < 200 || answer.status >= 300 || (!messageId && !recipientId)) return outcomeWithoutEnvelope(answer)
  return { kind: 'sent', channelMessageId: messageId, recipientId, httpStatus: answer.status }
}

/** Null for content that cannot be sent in this way, which `whyNotSendable` reports earlier. */
function callFor(product: MessagingProduct, as: Credentials, outgoing: Outgoing): GraphCall | null {
  const { kind, commentId, recipientId, content } = outgoing
  if (!product.contents[kind].includes(content.type)) return null
  if (kind === 'public_reply') return content.type === 'text' ? product.replyCall(commentId ?? '', content.text.toWellFormed()) : null
  const message = messageOf(product, content)
  const recipient = kind === 'private_reply' ? { comment_id: commentId } : { id: recipientId }
  // Beside the message, not in it (13.6, row 4).
  const quoted = kind === 'message' && content.replyTo !== undefined ? { reply_to: { mid: content.replyTo } } : {}
  const json = { recipient, ...product.beside?.(outgoing), message, ...quoted }
  return message && { method: 'POST', path: `${speaker(as)}/messages`, json }
}

/** Text, text with quick replies, a button template, a file, or a template that the platform approved (meta-platform.md 3.1, 4.1). */
function messageOf({ templateOf }: MessagingProduct, content: MessageContent): object | null {
  switch (content.type) {
    case 'text':
      return { text: content.text.toWellFormed() }
    case 'buttons': {
      const buttons = content.buttons.map(({ title, url, payload }) =>
        url ? { type: 'web_url', title, url } : { type: 'postback', title, payload },
      )
      return { attachment: { type: 'template', payload: { template_type: 'button', text: content.text.toWellFormed(), buttons } } }
    }
    case 'quick_replies':
      return {
        text: content.text.toWellFormed(),
        quick_replies: content.quickReplies.map(({ title, payload }) => ({ content_type: 'text', title, payload })),
      }
    case 'media': {
      const { type, url, mediaId } = content.media
      return { attachment: { type, payload: url === undefined ? { attachment_id: mediaId } : { url } } }
    }
    case 'template':
      return templateOf ? { attachment: templateOf(content.template) } : null
    default:
      return null
  }
}

/** The same content as text. Null without buttons, or when it would be too long. */
function withoutButtons(content: MessageContent, maxTextBytes: number): MessageContent | null {
  if (content.type !== 'buttons') return null
  const text = writtenOut(content)
  return Buffer.byteLength(text) <= maxTextBytes ? { type: 'text', text } : null
}
