/**
 * The content of a message, one type at a time. Each channel lists the types it can send (`Channel.contents`); the platform's pages define
 * them (meta-platform.md 3.1, 4.1, 5.2, 5.8). The stored form, the API and the comparison with what comes back (isSame.ts) know all of
 * them.
 */
export const contentTypes = [
  'text',
  'buttons',
  'quick_replies',
  'media',
  'template',
  'list',
  'location',
  'contacts',
  'reaction',
  'request',
] as const
export type ContentType = (typeof contentTypes)[number]
/** A button opens a link, or carries a payload that comes back when it is tapped. */
export type MessageButton = { title: string; url?: string; payload?: string }
export type QuickReply = { title: string; payload: string }

export const mediaTypes = ['image', 'video', 'audio', 'file', 'sticker'] as const
/**
 * A file by its URL or by an id, exactly one of the two: the id of a file of the workspace (`isOwnMediaId`), or one that the platform gave.
 * `voice`: audio that is shown as a voice message.
 */
export type Media = {
  type: (typeof mediaTypes)[number]
  url?: string
  mediaId?: string
  caption?: string
  filename?: string
  voice?: boolean
}

/** Ids of the workspace's files are UUIDs; no platform has such ids. */
export const isOwnMediaId = (id: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)

/** What stands above and below a text with buttons: a line of text or a file, and a line of text. */
export type Frame = { header?: string | Media; footer?: string }

/** Rows to choose from, behind a button; `id` comes back with the choice. */
export type ChoiceList = {
  text: string
  button: string
  header?: string
  footer?: string
  sections: { title?: string; rows: { id: string; title: string; description?: string }[] }[]
}

/**
 * A text that the platform approved before, by name. `parameters`: in the order of its placeholders, of the body alone or of each part; a
 * named placeholder by its name. `header`: the file above it, where it has one; `location`: the place; `cards`: those of a carousel, all of
 * them. `filled`: how the parameters fit the template, made when the message is checked.
 */
export type Template = {
  name: string
  language: string
  parameters?: string[] | { header?: string[]; body?: string[] | Record<string, string>; buttons?: string[] }
  header?: Media
  location?: Location
  cards?: TemplateCard[]
  filled?: FilledTemplate
}
/** What a message gives to a card of a carousel: its file, and the parameters of its parts. */
export type TemplateCard = { header?: Media; body?: string[] | Record<string, string>; buttons?: string[] }
export type FilledParameter = { text: string; name?: string }
/** A template with its parameters at their places. `text`: what the person reads. */
export type FilledTemplate = {
  category: string
  text: string
  header: FilledParameter[]
  body: FilledParameter[]
  buttons: FilledButton[]
  /** Only of a carousel. */
  cards?: { body: FilledParameter[]; buttons: FilledButton[] }[]
}
export type FilledButton = { index: number; as: 'url' | 'payload' | 'code'; text: string }
export type Location = { latitude: number; longitude: number; name?: string; address?: string }
export type ContactCard = { name: string; firstName?: string; lastName?: string; phones?: { phone: string; type?: string }[] }
/** An emoji on a message of the person; empty removes it. */
export type Reaction = { messageId: string; emoji: string }

export const requestedThings = ['location', 'phone'] as const
/** A text with a button of the platform, with which the person sends their location or telephone number. */
export type DetailRequest = { text: string; what: (typeof requestedThings)[number] }

/** `replyTo`: the platform's id of the message that this one quotes. */
export type MessageContent = { replyTo?: string } & (
  | { type: 'text'; text: string }
  | ({ type: 'buttons'; text: string; buttons: MessageButton[] } & Frame)
  | { type: 'quick_replies'; text: string; quickReplies: QuickReply[] }
  | { type: 'media'; media: Media }
  | { type: 'template'; template: Template }
  | { type: 'list'; list: ChoiceList }
  | { type: 'location'; location: Location }
  | { type: 'contacts'; contacts: ContactCard[] }
  | { type: 'reaction'; reaction: Reaction }
  | { type: 'request'; request: DetailRequest }
)

/** How messages were stored before content had types. Such rows are not migrated: `readContent` reads both. */
export type UntypedContent = { type?: undefined; text: string; buttons?: MessageButton[]; quickReplies?: QuickReply[] }
export type StoredContent = MessageContent | UntypedContent

/** The content of a stored message, whichever version stored it. */
export function readContent(stored: StoredContent): MessageContent {
  if (stored.type !== undefined) return stored
  const { text, buttons, quickReplies } = stored
  if (buttons?.length) return { type: 'buttons', text, buttons }
  return quickReplies?.length ? { type: 'quick_replies', text, quickReplies } : { type: 'text', text }
}

const filesOf = (content: MessageContent): Media[] => {
  if (content.type === 'media') return [content.media]
  if (content.type === 'template') {
    const { header, cards = [] } = content.template
    return [header, ...cards.map((card) => card.header)].filter((file) => file !== undefined)
  }
  return content.type === 'buttons' && typeof content.header === 'object' ? [content.header] : []
}

/** The workspace's files that a message carries, as what they are sent. */
export const ownFilesOf = (content: MessageContent): { id: string; type: Media['type'] }[] =>
  filesOf(content).flatMap(({ mediaId, type }) => (mediaId !== undefined && isOwnMediaId(mediaId) ? [{ id: mediaId, type }] : []))

/** The same message with other ids of its files. In: by the id that it has. */
export function withFileIds(content: MessageContent, ids: ReadonlyMap<string, string>): MessageContent {
  const renamed = (file: Media): Media => ({
    ...file,
    ...(file.mediaId !== undefined && { mediaId: ids.get(file.mediaId) ?? file.mediaId }),
  })
  if (content.type === 'media') return { ...content, media: renamed(content.media) }
  if (content.type === 'template') {
    const { header, cards } = content.template
    const withFile = (card: TemplateCard): TemplateCard => ({ ...card, ...(card.header && { header: renamed(card.header) }) })
    const files = { ...(header && { header: renamed(header) }), ...(cards && { cards: cards.map(withFile) }) }
    return { ...content, template: { ...content.template, ...files } }
  }
  return content.type === 'buttons' && typeof content.header === 'object' ? { ...content, header: renamed(content.header) } : content
}

/** The text of a message as a list shows it; null where it has none. */
export function wordsOf(content: MessageContent): string | null {
  switch (content.type) {
    case 'text':
    case 'buttons':
    case 'quick_replies':
      return content.text
    case 'list':
      return content.list.text
    case 'request':
      return content.request.text
    case 'media':
      return content.media.caption ?? null
    case 'location':
      return content.location.name ?? content.location.address ?? null
    case 'contacts':
      return content.contacts.map(({ name }) => name).join(', ')
    case 'reaction':
      return content.reaction.emoji
    case 'template':
      return content.template.filled?.text ?? null
  }
}

/** A text with each button on a line of its own below: a link with its URL, any other as text the person can type. */
export const writtenOut = ({ text, buttons }: Extract<MessageContent, { type: 'buttons' }>): string =>
  [text, ...buttons.map(({ title, url }) => (url ? `${title}: ${url}` : title))].join('\n')
