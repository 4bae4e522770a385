import {
  type ContactCard,
  type FilledButton,
  type FilledParameter,
  type FilledTemplate,
  type Media,
  type MessageButton,
  type MessageContent,
  type Template,
  type TemplateCard,
  writtenOut,
} from '../../model/content.ts'
import { limits, shapes } from './limits.ts'

type Buttons = Extract<MessageContent, { type: 'buttons' }>
type Body = { type: string } & Record<string, unknown>

const chars = (text: string): number => Array.from(text).length
const isTapped = ({ url }: MessageButton): boolean => url === undefined

/**
 * The only link of a message, where the platform shows it as a button; several links, and one that does not fit a button, are written out
 * below the text.
 */
export function linkButtonOf({ text, buttons }: Buttons): { title: string; url: string } | null {
  const [only, ...others] = buttons
  if (!only?.url || others.length) return null
  const fits = chars(text) <= limits.maxButtonTemplateChars && chars(only.title) <= shapes.maxLinkTitleChars
  return fits ? { title: only.title, url: only.url } : null
}

/** The text of a message with buttons, with the links that are no buttons below it. */
export const textAbove = (content: Buttons): string =>
  linkButtonOf(content) ? content.text : writtenOut({ ...content, buttons: content.buttons.filter((one) => !isTapped(one)) })

/** The buttons that bring a payload back. */
export const tappedOf = ({ buttons }: Buttons): MessageButton[] => buttons.filter(isTapped)

/**
 * The content as the platform takes it, beside whom it goes to (meta-platform.md 5.2, 5.8).
 * In: content that `whyNotSendable` accepts; files by URL or by an id of the platform.
 */
export function bodyOf(content: MessageContent): Body {
  switch (content.type) {
    case 'text':
      return textBody(content.text)
    case 'buttons':
      return buttonsBody(content)
    case 'quick_replies':
      return interactive('button', content.text, {}, { buttons: content.quickReplies.map(replyButton) })
    case 'list': {
      const { text, button, sections, ...frame } = content.list
      return interactive('list', text, frame, { button, sections })
    }
    case 'media':
      return mediaBody(content.media)
    case 'location': {
      const { latitude, longitude, ...named } = content.location
      return { type: 'location', location: { latitude: String(latitude), longitude: String(longitude), ...named } }
    }
    case 'contacts':
      return { type: 'contacts', contacts: content.contacts.map(cardBody) }
    case 'reaction':
      return { type: 'reaction', reaction: { message_id: content.reaction.messageId, emoji: content.reaction.emoji } }
    case 'request': {
      const { what, text } = content.request
      return what === 'location'
        ? interactive('location_request_message', text, {}, { name: 'send_location' })
        : interactive('request_contact_info', text, {}, { name: 'request_contact_info' })
    }
    case 'template':
      return { type: 'template', template: templateBody(content.template) }
  }
}

/** The platform fetches a preview and shows it with the first link; without a link the field would have no effect. */
const textBody = (text: string): Body => ({
  type: 'text',
  text: { body: text, ...(/https?:\/\//i.test(text) ? { preview_url: true } : {}) },
})

function buttonsBody(content: Buttons): Body {
  const { header, footer } = content
  const link = linkButtonOf(content)
  if (link) {
    const parameters = { display_text: link.title, url: link.url }
    return interactive('cta_url', content.text, { header, footer }, { name: 'cta_url', parameters })
  }
  const tapped = tappedOf(content)
  const text = textAbove(content)
  return tapped.length ? interactive('button', text, { header, footer }, { buttons: tapped.map(replyButton) }) : textBody(text)
}

const replyButton = ({ title, payload }: { title: string; payload?: string }) => ({ type: 'reply', reply: { id: payload, title } })

function interactive(
  type: string,
  text: string,
  { header, footer }: { header?: string | Media | undefined; footer?: string | undefined },
  action: object,
): Body {
  return {
    type: 'interactive',
    interactive: {
      type,
      ...(header !== undefined && { header: headerBody(header) }),
      body: { text },
      ...(footer !== undefined && { footer: { text: footer } }),
      action,
    },
  }
}

const headerBody = (header: string | Media): Body => (typeof header === 'string' ? { type: 'text', text: header } : mediaBody(header))

const namesOfTypes = { image: 'image', video: 'video', audio: 'audio', sticker: 'sticker', file: 'document' } as const

function mediaBody({ type, url, mediaId, caption, filename, voice }: Media): Body {
  const file = {
    ...(mediaId === undefined ? { link: url } : { id: mediaId }),
    ...(caption !== undefined && { caption }),
    ...(type === 'file' && filename !== undefined && { filename }),
    ...(type === 'audio' && voice && { voice: true }),
  }
  return { type: namesOfTypes[type], [namesOfTypes[type]]: file }
}

function cardBody({ name, firstName, lastName, phones }: ContactCard): object {
  return {
    name: { formatted_name: name, first_name: firstName ?? name, ...(lastName !== undefined && { last_name: lastName }) },
    ...(phones?.length && {
      phones: phones.map(({ phone, type }) => ({ phone, ...(type !== undefined && { type: type.toUpperCase() }) })),
    }),
  }
}

/** A template that was not checked against its definition is sent with the parameters of its body in their order. */
function templateBody({ name, language, parameters, header, location, cards = [], filled }: Template): object {
  const given = Array.isArray(parameters) ? { body: parameters } : (parameters ?? {})
  const place = location && { ...location, latitude: String(location.latitude), longitude: String(location.longitude) }
  const components = [
    ...(header ? [{ type: 'header', parameters: [mediaBody(header)] }] : []),
    ...(place ? [{ type: 'header', parameters: [{ type: 'location', location: place }] }] : []),
    ...filledPart('header', filled?.header ?? textsOf(given.header)),
    ...filledPart('body', filled?.body ?? textsOf(given.body)),
    ...(filled?.buttons ?? []).map(filledButton),
    ...(cards.length ? [{ type: 'carousel', cards: cards.map((card, at) => filledCard(card, at, filled?.cards?.[at])) }] : []),
  ]
  return { name, language: { code: language }, ...(components.length && { components }) }
}

const textsOf = (values: string[] | Record<string, string> | undefined): FilledParameter[] =>
  Array.isArray(values) ? values.map((text) => ({ text })) : Object.entries(values ?? {}).map(([name, text]) => ({ text, name }))

const filledPart = (type: 'header' | 'body', values: FilledParameter[]): object[] =>
  values.length
    ? [{ type, parameters: values.map(({ text, name }) => ({ type: 'text', ...(name !== undefined && { parameter_name: name }), text })) }]
    : []

const filledButton = ({ index, as, text }: FilledButton): object => ({ type: 'button', index: String(index), ...buttonValue[as](text) })

/** A card of a carousel (5.8; from memory). */
function filledCard({ header, body }: TemplateCard, at: number, filled: NonNullable<FilledTemplate['cards']>[number] | undefined): object {
  const components = [
    ...(header ? [{ type: 'header', parameters: [mediaBody(header)] }] : []),
    ...filledPart('body', filled?.body ?? textsOf(body)),
    ...(filled?.buttons ?? []).map(filledButton),
  ]
  return { card_index: at, components }
}

const buttonValue = {
  url: (text: string) => ({ sub_type: 'url', parameters: [{ type: 'text', text }] }),
  payload: (text: string) => ({ sub_type: 'quick_reply', parameters: [{ type: 'payload', payload: text }] }),
  code: (text: string) => ({ sub_type: 'copy_code', parameters: [{ type: 'coupon_code', coupon_code: text }] }),
}
