import type { Channel } from '../model/channel.ts'
import { mediaTypes, type MessageContent } from '../model/content.ts'
import type { ShownChannel } from './accounts.schemas.ts'

const url = 'https://shop.example/file'

/** What a direct message of a channel can be beside text, as the channel itself says of an example. */
export function sendsOf({ whyNotSendable, limits, templates }: Channel): ShownChannel['sends'] {
  const can = (content: MessageContent) => whyNotSendable({ kind: 'message', recipientId: '0', commentId: null, content }) === null
  return {
    list: can({ type: 'list', list: { text: 'x', button: 'x', sections: [{ rows: [{ id: 'x', title: 'x' }] }] } }),
    template: templates !== undefined && can({ type: 'template', template: { name: 'x', language: 'en' } }),
    media: mediaTypes.filter((type) => can({ type: 'media', media: { type, url } })),
    captions: limits.maxCaptionChars > 0,
  }
}
