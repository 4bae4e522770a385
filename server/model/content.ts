/**
 * The content of a message, one type at a time. Each channel lists the types it can send (`Channel.contents`); the platform's pages define
 * them (meta-platform.md 3.1, 4.1, 5.2, 5.8). The stored form, the API and the comparison with what comes back (isSame.ts) know all of
 * them.
 */
export const contentTypes = ['text', 'buttons', 'quick_replies', 'media', 'template', 'list', 'location', 'contacts', 'reaction'] as const
export type ContentType = (typeof contentTypes)[number]
/** A button opens a link, or carries a payload that comes back when it is tapped. */
export type MessageButton = { title: string; url?: string; payload?: string }
export type QuickReply = { title: string; payload: string }

export const mediaTypes = ['image', 'video', 'audio', 'file', 'sticker'] as const
/** A file by its URL or by its upload id, exactly one of the two. */
export type Media = { type: (typeof mediaTypes)[number]; url?: string; mediaId?: string; caption?: string; filename?: string }

/** Rows to choose from, behind a button; `id` comes back with the choice. */
export type ChoiceList = {
  text: string
  button: string
  sections: { title?: string; rows: { id: string; title: string; description?: string }[] }[]
}

/** A text that the platform approved before, by name; `parameters` in the order of its placeholders, of the body alone or of each part. */
export type Template = {
  name: string
  language: string
  parameters?: string[] | { header?: string[]; body?: string[]; buttons?: string[] }
}
export type Location = { latitude: number; longitude: number; name?: string; address?: string }
export type ContactCard = { name: string; firstName?: string; lastName?: string; phones?: { phone: string; type?: string }[] }
/** An emoji on a message of the person; empty removes it. */
export type Reaction = { messageId: string; emoji: string }

export type MessageContent =
  | { type: 'text'; text: string }
  | { type: 'buttons'; text: string; buttons: MessageButton[] }
  | { type: 'quick_replies'; text: string; quickReplies: QuickReply[] }
  | { type: 'media'; media: Media }
  | { type: 'template'; template: Template }
  | { type: 'list'; list: ChoiceList }
  | { type: 'location'; location: Location }
  | { type: 'contacts'; contacts: ContactCard[] }
  | { type: 'reaction'; reaction: Reaction }

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

/** The text of a message as a list shows it; null where it has none. */
export function wordsOf(content: MessageContent): string | null {
  switch (content.type) {
    case 'text':
    case 'buttons':
    case 'quick_replies':
      return content.text
    case 'list':
      return content.list.text
    case 'media':
      return content.media.caption ?? null
    case 'location':
      return content.location.name ?? content.location.address ?? null
    case 'contacts':
      return content.contacts.map(({ name }) => name).join(', ')
    case 'reaction':
      return content.reaction.emoji
    case 'template':
      return null
  }
}

/** A text with each button on a line of its own below: a link with its URL, any other as text the person can type. */
export const writtenOut = ({ text, buttons }: Extract<MessageContent, { type: 'buttons' }>): string =>
  [text, ...buttons.map(({ title, url }) => (url ? `${title}: ${url}` : title))].join('\n')
