import type { Outgoing } from '../../../model/channel.ts'
import {
  isOwnMediaId,
  type Media,
  type MessageButton,
  type MessageContent,
  type QuickReply,
  type Template,
} from '../../../model/content.ts'
import type { Sentence } from '../../../model/sentence.ts'
import { contentNotSupported } from '../contentNotSupported.ts'
import { sentence } from '../sentences.ts'
import type { MessagingProduct } from './product.ts'

type Reason = { code: string; words: Sentence } | null

/** Approximately the characters a person counts: an emoji made of a surrogate pair is one. */
const chars = (text: string): number => Array.from(text).length

/**
 * Returns why the product would reject this content, in words, or null (meta-platform.md 3.1, 3.3, 3.4, 4.1). Checked when a draft is saved
 * and again before each send, because filled-in names make texts longer. It does not check time, windows or rate limits.
 */
export const whyNotSendableBy =
  (product: MessagingProduct) =>
  (outgoing: Outgoing): Reason => {
    const { content } = outgoing
    if (outgoing.kind === 'message' && !outgoing.recipientId) return { code: 'no_recipient', words: sentence('meta.content.no_recipient') }
    if (outgoing.kind !== 'message' && !outgoing.commentId) return { code: 'no_comment', words: sentence('meta.content.no_comment') }
    if (outgoing.kind !== 'message' && content.replyTo !== undefined)
      return { code: 'quote_not_possible', words: sentence('meta.content.quote_not_possible') }
    if (content.type === 'buttons' && (content.header ?? content.footer) !== undefined)
      return { code: 'frame_not_possible', words: sentence('meta.content.frame_not_possible') }
    return outgoing.kind === 'public_reply' ? whyNotUnderComment(product, content) : whyNotInThread(product, outgoing.kind, content)
  }

const emptyText: Reason = { code: 'empty_text', words: sentence('meta.content.empty_text') }

function whyNotUnderComment({ limits, contents }: MessagingProduct, content: MessageContent): Reason {
  if (content.type === 'buttons' || content.type === 'quick_replies')
    return { code: 'no_buttons_in_public', words: sentence('meta.content.no_buttons_in_public') }
  if (content.type !== 'text') return contentNotSupported(content, 'public_reply', contents.public_reply)
  if (content.text.trim() === '') return emptyText
  const length = chars(content.text)
  return length > limits.maxPublicReplyChars
    ? { code: 'text_too_long', words: sentence('meta.content.reply_too_long', { most: limits.maxPublicReplyChars, length }) }
    : null
}

function whyNotInThread(product: MessagingProduct, kind: 'message' | 'private_reply', content: MessageContent): Reason {
  if (!product.contents[kind].includes(content.type)) return contentNotSupported(content, kind, product.contents[kind])
  switch (content.type) {
    case 'text':
      return whyNotText(product, content.text)
    case 'buttons':
      return whyNotAboveButtons(product, content.text) ?? whyNotButtons(product, content.buttons)
    case 'quick_replies':
      return whyNotText(product, content.text) ?? whyNotQuickReplies(product, content.quickReplies)
    case 'media':
      return whyNotFile(product, content.media)
    case 'template':
      return whyNotTemplate(content.template)
    default:
      return contentNotSupported(content, kind, product.contents[kind])
  }
}

function whyNotAboveButtons({ limits }: MessagingProduct, text: string): Reason {
  if (text.trim() === '') return emptyText
  const length = chars(text)
  if (length <= limits.maxButtonTemplateChars) return null
  return {
    code: 'text_too_long',
    words: sentence('meta.content.button_text_too_long', { most: limits.maxButtonTemplateChars, length }),
  }
}

function whyNotText({ limits }: MessagingProduct, text: string): Reason {
  if (text.trim() === '') return emptyText
  if (limits.maxTextChars !== null && chars(text) > limits.maxTextChars)
    return { code: 'text_too_long', words: sentence('meta.content.text_too_long', { most: limits.maxTextChars, length: chars(text) }) }
  const bytes = Buffer.byteLength(text)
  if (bytes <= limits.maxTextBytes) return null
  return {
    code: 'text_too_long',
    words: sentence('meta.content.too_many_bytes', { most: limits.maxTextBytes, length: bytes }),
  }
}

function whyNotButtons({ limits, shapes }: MessagingProduct, buttons: MessageButton[]): Reason {
  if (buttons.length > limits.maxButtons)
    return {
      code: 'too_many_buttons',
      words: sentence('meta.content.too_many_buttons', { most: limits.maxButtons, count: buttons.length }),
    }
  for (const { title, url, payload } of buttons) {
    if (title.trim() === '') return { code: 'button_without_title', words: sentence('meta.content.button_without_title') }
    if (chars(title) > limits.maxButtonTitleChars) {
      return {
        code: 'button_title_too_long',
        words: sentence('meta.content.button_title_too_long', { most: limits.maxButtonTitleChars, title, length: chars(title) }),
      }
    }
    if (!url && !payload) return { code: 'button_without_target', words: sentence('meta.content.button_without_target', { title }) }
    if (url && !isWebAddress(url, shapes.maxUrlChars))
      return { code: 'button_url_invalid', words: sentence('meta.content.button_url_invalid', { title }) }
    if (!url && payload && chars(payload) > shapes.maxPayloadChars)
      return { code: 'payload_too_long', words: sentence('meta.content.button_payload_too_long', { title }) }
  }
  return null
}

function whyNotQuickReplies({ shapes }: MessagingProduct, quickReplies: QuickReply[]): Reason {
  if (quickReplies.length > shapes.maxQuickReplies) {
    return {
      code: 'too_many_quick_replies',
      words: sentence('meta.content.too_many_quick_replies', { most: shapes.maxQuickReplies, count: quickReplies.length }),
    }
  }
  for (const { title, payload } of quickReplies) {
    if (title.trim() === '' || payload === '') return { code: 'quick_reply_empty', words: sentence('meta.content.quick_reply_empty') }
    if (chars(payload) > shapes.maxPayloadChars)
      return { code: 'payload_too_long', words: sentence('meta.content.quick_reply_payload_too_long', { title }) }
  }
  return null
}

/** A file has no text of its own, and a sticker cannot be sent by its address (4.1). */
function whyNotFile({ shapes }: MessagingProduct, { type, url, mediaId, caption }: Media): Reason {
  if (type === 'sticker') return { code: 'no_stickers', words: sentence('meta.content.no_stickers') }
  if (caption) return { code: 'no_caption', words: sentence('meta.content.no_caption') }
  if (url === undefined && (!mediaId || isOwnMediaId(mediaId)))
    return { code: 'file_without_address', words: sentence('meta.content.file_without_address') }
  return url === undefined || isWebAddress(url, shapes.maxUrlChars)
    ? null
    : { code: 'file_without_address', words: sentence('meta.content.file_without_address') }
}

/** Only texts of the body, in their order, and of buttons are filled in (13.2, row 2.27). */
const whyNotTemplate = ({ parameters, header }: Template): Reason =>
  header ||
  (parameters && !Array.isArray(parameters) && (parameters.header?.length || (parameters.body && !Array.isArray(parameters.body))))
    ? { code: 'template_header', words: sentence('meta.content.template_header') }
    : null

const isWebAddress = (url: string, maxChars: number): boolean => url.length <= maxChars && /^https?:\/\//i.test(url) && URL.canParse(url)
