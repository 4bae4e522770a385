import { inEnglish } from '../texts.ts'
import { describe, expect, test } from 'vitest'
import type { Outgoing } from '../model/channel.ts'
import { contentTypes, type ContentType, type MessageContent } from '../model/content.ts'
import { messageKinds } from '../model/message.ts'
import { channelNames, channelOf } from './channels.ts'
import { byFacebook, scriptedHttp } from './meta/scriptedHttp.ts'

const samples: { [T in ContentType]: Extract<MessageContent, { type: T }> } = {
  text: { type: 'text', text: 'Hello' },
  buttons: { type: 'buttons', text: 'Hello', buttons: [{ title: 'Open', url: 'https://a.b' }] },
  quick_replies: { type: 'quick_replies', text: 'Which?', quickReplies: [{ title: 'Red', payload: 'RED' }] },
  media: { type: 'media', media: { type: 'image', url: 'https://a.b/c.png' } },
  template: { type: 'template', template: { name: 'order_confirmation', language: 'en_US', parameters: ['Ann'] } },
  list: { type: 'list', list: { text: 'Which?', button: 'Choose', sections: [{ rows: [{ id: 'red', title: 'Red' }] }] } },
  location: { type: 'location', location: { latitude: 37.44, longitude: -122.16 } },
  contacts: { type: 'contacts', contacts: [{ name: 'Maya', phones: [{ phone: '+16505551234' }] }] },
  reaction: { type: 'reaction', reaction: { messageId: 'm_1', emoji: '👍' } },
  request: { type: 'request', request: { what: 'location', text: 'Where are you?' } },
}
const every = channelNames.flatMap((name) => messageKinds.flatMap((kind) => contentTypes.map((type) => [name, kind, type] as const)))

describe('a channel says what it can say', () => {
  test.each(every)('%s, %s: %s', async (name, kind, type) => {
    const channel = channelOf(name)
    const outgoing: Outgoing = { kind, recipientId: '5614879045272581', commentId: '17865799348089039', content: samples[type] }
    const why = channel.whyNotSendable(outgoing)
    const { http, calls } = scriptedHttp({ json: { message_id: 'm1', id: 'm1', messages: [{ id: 'm1' }] } })
    const outcome = await channel.send(http, { ...byFacebook, channel: name }, outgoing)
    if (channel.contents[kind].includes(type)) {
      expect(why).toBeNull()
      expect(outcome).toMatchObject({ kind: 'sent', channelMessageId: 'm1' })
      expect(calls).toHaveLength(1)
    } else {
      expect(['content_not_supported', 'no_buttons_here', 'no_buttons_in_public', 'no_comments_here']).toContain(why!.code)
      // Text and buttons are refused for reasons of their own, as is all content of a kind that the channel never sends.
      if (type !== 'text' && type !== 'buttons' && channel.contents[kind].length) {
        expect(outcome).toMatchObject({ kind: 'refused', code: 'content_not_supported' })
        expect(calls).toEqual([])
      }
    }
  })

  test('a refusal names the kind and what is taken instead', () => {
    const words = (kind: Outgoing['kind']) =>
      inEnglish(channelOf('instagram').whyNotSendable({ kind, recipientId: '1', commentId: '1', content: samples.list })!.words)
    expect(words('message')).toBe('This channel cannot send a list in a conversation. It takes text, buttons, and quick replies.')
    expect(words('public_reply')).toBe('This channel cannot send a list as a public reply. It takes text.')
  })
})
