import { z } from 'zod'
import { mediaTypes, type MessageContent, requestedThings } from '../model/content.ts'
import { storable } from '../platform/db.ts'

// The schemas allow more than any channel: each channel checks the content with its own limits (`whyNotSendable`).
const text = (most: number) => z.string().min(1).max(most).transform(storable)
const words = z.string().trim().min(1).transform(storable)

const button = z
  .strictObject({ title: text(80), url: z.url().optional(), payload: text(1000).optional() })
  .refine(
    (one) => (one.url === undefined) !== (one.payload === undefined),
    'Give url (the button opens it) or payload (a tap brings it back).',
  )
const quickReply = z.strictObject({ title: text(80), payload: text(1000) })
const media = z
  .strictObject({
    type: z.enum(mediaTypes),
    url: z.url().optional(),
    mediaId: text(200).optional(),
    caption: text(4096).optional(),
    filename: text(240).optional(),
    voice: z.boolean().optional().describe('with audio: shown as a voice message'),
  })
  .refine((one) => (one.url === undefined) !== (one.mediaId === undefined), 'Give url or mediaId, exactly one.')
const row = z.strictObject({ id: text(200), title: text(80), description: text(200).optional() })
const list = z.strictObject({
  text: words,
  button: text(80),
  header: text(80).optional(),
  footer: text(80).optional(),
  sections: z
    .array(z.strictObject({ title: text(80).optional(), rows: z.array(row).min(1).max(100) }))
    .min(1)
    .max(100),
})
const location = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: text(1000).optional(),
  address: text(1000).optional(),
})
const parameters = z.array(text(4096)).max(100)
const template = z.strictObject({
  name: text(512),
  language: text(20),
  parameters: z
    .union([
      parameters,
      z.strictObject({
        header: parameters.optional(),
        body: z.union([parameters, z.record(text(100), text(4096))]).optional(),
        buttons: parameters.optional(),
      }),
    ])
    .optional(),
  header: media.optional().describe('the file above the text, where the template has one'),
  location: location.optional().describe('the place above the text, where the template has one; with name and address'),
  cards: z
    .array(
      z.strictObject({
        header: media.optional(),
        body: z.union([parameters, z.record(text(100), text(4096))]).optional(),
        buttons: parameters.optional(),
      }),
    )
    .max(20)
    .optional()
    .describe('of a carousel, one for each of its cards'),
})
const card = z.strictObject({
  name: text(200),
  firstName: text(200).optional(),
  lastName: text(200).optional(),
  phones: z
    .array(z.strictObject({ phone: text(40), type: text(20).optional() }))
    .max(20)
    .optional(),
})
const reaction = z.strictObject({
  messageId: text(1000),
  emoji: z.string().max(40).transform(storable).describe('empty: removes the reaction'),
})
const request = z.strictObject({ text: words, what: z.enum(requestedThings) })

/** The content of a message in a request body: `text` (alone, with `buttons` or with `quickReplies`) or one of the others. */
export const contentShape = {
  text: words.optional(),
  buttons: z.array(button).max(20).optional().describe('beside text'),
  quickReplies: z.array(quickReply).max(50).optional().describe('beside text'),
  header: z
    .union([text(80), media])
    .optional()
    .describe('above text with buttons: a line of text, or a file'),
  footer: text(80).optional().describe('below text with buttons'),
  media: media.optional(),
  list: list.optional(),
  template: template.optional(),
  location: location.optional(),
  contacts: z.array(card).min(1).max(257).optional(),
  reaction: reaction.optional(),
  request: request.optional().describe('asks the person for their location or telephone number'),
  replyTo: text(1000).optional().describe('the channel’s id of the message that this one quotes'),
}
const given = z.object(contentShape)
type Given = z.infer<typeof given>

const single = ['text', 'media', 'list', 'template', 'location', 'contacts', 'reaction', 'request'] as const

/** Why the parts of a body do not form one message; null: they do. */
export function whyNotOne(body: Given): string | null {
  if (single.filter((name) => body[name] !== undefined).length !== 1)
    return 'Give exactly one of text, media, list, template, location, contacts, reaction and request.'
  if ((body.header ?? body.footer) !== undefined && !body.buttons?.length) return 'header and footer need buttons.'
  if (body.replyTo !== undefined && body.reaction) return 'A reaction quotes no message: leave replyTo out.'
  if (body.text === undefined && (body.buttons ?? body.quickReplies)) return 'buttons and quickReplies need text.'
  return body.buttons?.length && body.quickReplies?.length ? 'Give buttons or quickReplies, not both.' : null
}

/** The parts of a body as content. In: a body that passed `whyNotOne`. */
export function contentOf(body: Given): MessageContent {
  const { replyTo } = body
  return { ...partsOf(body), ...(replyTo !== undefined && { replyTo }) }
}

function partsOf({ buttons, quickReplies, header, footer, ...body }: Given): MessageContent {
  const { media: file, list: choices, template: approved, location: place, contacts, reaction: sign, request: asked } = body
  if (file) return { type: 'media', media: file }
  if (choices) return { type: 'list', list: choices }
  if (approved) return { type: 'template', template: approved }
  if (place) return { type: 'location', location: place }
  if (contacts) return { type: 'contacts', contacts }
  if (sign) return { type: 'reaction', reaction: sign }
  if (asked) return { type: 'request', request: asked }
  const said = body.text ?? ''
  if (buttons?.length)
    return { type: 'buttons', text: said, buttons, ...(header !== undefined && { header }), ...(footer !== undefined && { footer }) }
  return quickReplies?.length ? { type: 'quick_replies', text: said, quickReplies } : { type: 'text', text: said }
}

const part = z.record(z.string(), z.unknown()).optional()
/** The parts of a message besides its text, by the same names as in a request body. */
export const shownContentShape = {
  buttons: z.array(z.unknown()).optional(),
  quickReplies: z.array(z.unknown()).optional(),
  header: z.unknown().optional(),
  footer: z.string().optional(),
  media: part,
  list: part,
  template: part,
  location: part,
  contacts: z.array(z.unknown()).optional(),
  reaction: part,
  request: part,
  replyTo: z.string().optional(),
}
type ShownContent = { text?: string } & z.infer<z.ZodObject<typeof shownContentShape>>

export function showContent(content: MessageContent): ShownContent {
  const { type: _type, ...parts } = content
  return parts
}
