import { refuse } from '../platform/errors.ts'
import { list, object, onlyKeys, text, type Params } from '../platform/params.ts'
import { checkButtons, needChars, needUrl, type MessageLimits } from './checkParts.ts'
import type { Attachment, Content, Element, QuickReply } from '../world/messages.ts'

/** The limits of the product, and the objects a message may refer to, which only the simulated platform knows. */
export type Known = {
  limits: MessageLimits
  isOwnMedia(id: string): boolean
  upload(id: string): { type: string; url: string } | null
  isInThread(mid: string): boolean
}

export const fileTypes = ['image', 'video', 'audio', 'file']

/**
 * Checks a message against the tables of meta-platform.md 3.1 and converts it into the stored form.
 * In:     the `message` parameter, the parameters beside it (for `reply_to`).
 * Errors: Graph error 100 (with its subcode where one is documented) for anything over a limit or unsupported by the product, and for
 *         unknown or misplaced keys (13.6). Chips for email and telephone number are accepted, but not created (13.1, row 1.4).
 */
export function checkMessage(message: Params, beside: Params, known: Known): Content {
  const { maxMetadataChars } = known.limits
  onlyKeys(message, 'message', ['text', 'attachment', 'attachments', 'quick_replies', ...(maxMetadataChars ? ['metadata'] : [])])
  const metadata = text(message, 'metadata')
  if (metadata !== undefined) needChars(metadata, maxMetadataChars!, 'message[metadata]')
  const words = text(message, 'text')
  const attachment = object(message, 'attachment')
  const attachments = message['attachments']
  const given = [words, attachment, attachments].filter((part) => part !== undefined).length
  if (given === 0) throw refuse.invalid('Message cannot be empty, must provide valid attachment or text', 2534015)
  if (given > 1) throw refuse.invalid('A message has either text or an attachment, not both', 2534015)

  const replyTo = object(beside, 'reply_to')
  const mid = replyTo && text(replyTo, 'mid')
  if (replyTo && (mid === undefined || !known.isInThread(mid)))
    throw refuse.invalid('reply_to: the message is not part of this conversation')
  const quickReplies = checkQuickReplies(message, words, known)
  return {
    ...(words !== undefined ? checkText(words, known) : attachment ? checkAttachment(attachment, known) : checkImages(attachments, known)),
    ...(quickReplies && { quickReplies }),
    ...(mid !== undefined && { replyTo: { mid } }),
    ...(metadata !== undefined && { metadata }),
  }
}

function checkText(words: string, { limits }: Known): Content {
  if (words.trim() === '') throw refuse.invalid('Message cannot be empty, must provide valid attachment or text', 2534015)
  // Bytes, not characters: an emoji counts four, the euro sign three.
  if (Buffer.byteLength(words) > limits.maxTextBytes)
    throw refuse.invalid(`Length of param message[text] must be less than or equal to ${limits.maxTextBytes}`)
  if (limits.maxTextChars) needChars(words, limits.maxTextChars, 'message[text]')
  return { kind: 'text', text: words }
}

function checkQuickReplies(message: Params, words: string | undefined, { limits }: Known): QuickReply[] | undefined {
  if (message['quick_replies'] === undefined) return undefined
  const all = list(message['quick_replies'], 'message[quick_replies]')
  if (words === undefined) throw refuse.invalid('quick_replies can only be sent with text')
  if (all.length === 0 || all.length > limits.maxQuickReplies)
    throw refuse.invalid(`Param message[quick_replies] must have 1 to ${limits.maxQuickReplies} elements`)
  const chips = all.flatMap((chip, index): QuickReply[] => {
    const at = `message[quick_replies][${index}]`
    onlyKeys(chip, at, ['content_type', 'title', 'payload', 'image_url'])
    const kind = text(chip, 'content_type')
    if (kind === 'user_phone_number' || kind === 'user_email') return []
    if (kind !== 'text') throw refuse.invalid(`Param ${at}[content_type] must be one of {TEXT, USER_PHONE_NUMBER, USER_EMAIL}`)
    const title = text(chip, 'title')
    const payload = text(chip, 'payload')
    if (!title) throw refuse.invalid(`Param ${at}[title] is required`)
    if (payload === undefined || payload === '') throw refuse.invalid(`Param ${at}[payload] is required`)
    needChars(payload, limits.maxPayloadChars, `${at}[payload]`)
    // A long title is only truncated in view, not refused (3.1).
    return [{ content_type: 'text', title: [...title].slice(0, limits.maxButtonTitleChars).join(''), payload }]
  })
  return chips.length > 0 ? chips : undefined
}

function checkAttachment(attachment: Params, known: Known): Content {
  onlyKeys(attachment, 'message[attachment]', ['type', 'payload'])
  const type = text(attachment, 'type')
  const payload = object(attachment, 'payload') ?? {}
  if (type === 'like_heart') return { kind: 'attachment', attachments: [{ type }] }
  if (type === 'template') return checkTemplate(payload, known)
  if (type?.toUpperCase() === 'MEDIA_SHARE') {
    const id = text(payload, 'id')
    if (!id || !known.isOwnMedia(id)) throw refuse.invalid('The media to share does not exist or is not owned by this account', 2018074)
    return { kind: 'attachment', attachments: [{ type: 'MEDIA_SHARE', payload: { id } }] }
  }
  if (!type || !fileTypes.includes(type))
    throw refuse.invalid('Param message[attachment][type] must be one of {IMAGE, VIDEO, AUDIO, FILE, TEMPLATE, MEDIA_SHARE, LIKE_HEART}')
  return { kind: 'attachment', attachments: [checkFile(type, payload, known)] }
}

function checkFile(type: string, payload: Params, known: Known): Attachment {
  onlyKeys(payload, 'message[attachment][payload]', ['url', 'attachment_id', 'is_reusable'])
  const uploadId = text(payload, 'attachment_id')
  if (uploadId === undefined)
    return { type, payload: { url: needUrl(known.limits, text(payload, 'url'), 'message[attachment][payload][url]', 2018008) } }
  const upload = known.upload(uploadId)
  if (!upload) throw refuse.invalid('The attachment is not owned by this account', 2018074)
  if (upload.type !== type) throw refuse.invalid('The type of the attachment does not match', 2018047)
  return { type, payload: { url: upload.url } }
}

function checkImages(value: unknown, known: Known): Content {
  const all = list(value, 'message[attachments]')
  if (all.length === 0 || all.length > known.limits.maxImages)
    throw refuse.invalid(`Param message[attachments] must have 1 to ${known.limits.maxImages} elements`, 2534068)
  const attachments = all.map((each) => {
    if (text(each, 'type') !== 'image') throw refuse.invalid('Several attachments at once must all be images', 2534068)
    return checkFile('image', object(each, 'payload') ?? {}, known)
  })
  return { kind: 'attachment', attachments }
}

function checkTemplate(payload: Params, { limits }: Known): Content {
  const type = text(payload, 'template_type')
  onlyKeys(payload, 'message[attachment][payload]', ['template_type', ...(type === 'button' ? ['text', 'buttons'] : ['elements'])])
  if (type === 'button') {
    const words = text(payload, 'text')
    if (!words) throw refuse.invalid('Param message[attachment][payload][text] is required')
    needChars(words, limits.maxTemplateTextChars, 'message[attachment][payload][text]')
    return { kind: 'template', text: words, buttons: checkButtons(limits, payload['buttons'], 'message[attachment][payload][buttons]') }
  }
  if (type !== 'generic')
    throw refuse.invalid('Param message[attachment][payload][template_type] must be one of {GENERIC, BUTTON} on Instagram')
  const all = list(payload['elements'], 'message[attachment][payload][elements]')
  if (all.length === 0 || all.length > limits.maxElements)
    throw refuse.invalid(`Param message[attachment][payload][elements] must have 1 to ${limits.maxElements} elements`)
  return { kind: 'template', elements: all.map((element, index) => checkElement(element, index, limits)) }
}

function checkElement(element: Params, index: number, limits: MessageLimits): Element {
  const at = `message[attachment][payload][elements][${index}]`
  onlyKeys(element, at, ['title', 'subtitle', 'image_url', 'default_action', 'buttons'])
  const title = text(element, 'title')
  const subtitle = text(element, 'subtitle')
  const image = text(element, 'image_url')
  const action = object(element, 'default_action')
  if (!title) throw refuse.invalid(`Param ${at}[title] is required`)
  needChars(title, limits.maxElementTitleChars, `${at}[title]`)
  if (subtitle !== undefined) needChars(subtitle, limits.maxElementSubtitleChars, `${at}[subtitle]`)
  if (image !== undefined) needUrl(limits, image, `${at}[image_url]`)
  if (action && text(action, 'type') !== 'web_url') throw refuse.invalid(`Param ${at}[default_action][type] must be web_url`)
  const buttons = element['buttons'] === undefined ? undefined : checkButtons(limits, element['buttons'], `${at}[buttons]`)
  if (subtitle === undefined && image === undefined && !action && !buttons)
    throw refuse.invalid(`${at} needs at least one property besides the title`)
  return {
    title,
    ...(subtitle !== undefined && { subtitle }),
    ...(image !== undefined && { image_url: image }),
    ...(action && { default_action: { type: 'web_url', url: needUrl(limits, text(action, 'url'), `${at}[default_action][url]`) } }),
    ...(buttons && { buttons }),
  }
}
