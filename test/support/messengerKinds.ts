/**
 * What the API takes for a person of a Page, and the message that the platform documents for it (meta-platform.md 4.1, 13.2 row 2.27), one
 * row for each kind. `mid` stands for a message of the person; `beside`: what stands beside the message.
 */
export const messengerKinds = (mid: string): { name: string; given: object; message: object; beside?: object }[] => [
  { name: 'text', given: { text: 'Hi' }, message: { text: 'Hi' } },
  { name: 'a reply to a message', given: { text: 'Yes', replyTo: mid }, message: { text: 'Yes' }, beside: { reply_to: { mid } } },
  {
    name: 'buttons',
    given: { text: 'Which?', buttons: [{ title: 'Red', payload: 'RED' }, { title: 'All', url: 'https://a.b/all' }] }, // prettier-ignore
    message: {
      attachment: {
        type: 'template',
        payload: {
          template_type: 'button',
          text: 'Which?',
          buttons: [
            { type: 'postback', title: 'Red', payload: 'RED' },
            { type: 'web_url', title: 'All', url: 'https://a.b/all' },
          ],
        },
      },
    },
  },
  {
    name: 'quick replies',
    given: { text: 'Sure?', quickReplies: [{ title: 'Yes', payload: 'Y' }] },
    message: { text: 'Sure?', quick_replies: [{ content_type: 'text', title: 'Yes', payload: 'Y' }] },
  },
  ...(['image', 'video', 'audio', 'file'] as const).map((type) => ({
    name: `a file: ${type}`,
    given: { media: { type, url: `https://a.b/${type}` } },
    message: { attachment: { type, payload: { url: `https://a.b/${type}` } } },
  })),
  {
    name: 'a utility template',
    given: { template: { name: 'order_ready', language: 'en_US', parameters: ['42'] } },
    message: {
      attachment: {
        type: 'template',
        payload: {
          template_type: 'utility_messages',
          name: 'order_ready',
          language: { code: 'en_US' },
          components: [{ type: 'body', parameters: [{ type: 'text', text: '42' }] }],
        },
      },
    },
    beside: { messaging_type: 'UTILITY' },
  },
]
