/**
 * What the API takes, and the body that the platform documents for it (meta-platform.md 5.2), one row for each kind. `wamid` stands for a
 * message of the person.
 */
export const whatsappKinds = (wamid: string): { name: string; given: object; body: Record<string, unknown> }[] => {
  const interactive = (part: object) => ({ type: 'interactive', interactive: part })
  const row = { id: 'red', title: 'Red', description: 'Like a tomato' }
  return [
    { name: 'text', given: { text: 'Hi' }, body: { type: 'text', text: { body: 'Hi' } } },
    {
      name: 'text with the preview of a link',
      given: { text: 'See https://a.b' },
      body: { type: 'text', text: { body: 'See https://a.b', preview_url: true } },
    },
    {
      name: 'a reply to a message',
      given: { text: 'Yes', replyTo: wamid },
      body: { context: { message_id: wamid }, type: 'text', text: { body: 'Yes' } },
    },
    {
      name: 'an image by link, with a caption',
      given: { media: { type: 'image', url: 'https://a.b/c.png', caption: 'Mug' } },
      body: { type: 'image', image: { link: 'https://a.b/c.png', caption: 'Mug' } },
    },
    {
      name: 'a video',
      given: { media: { type: 'video', url: 'https://a.b/c.mp4' } },
      body: { type: 'video', video: { link: 'https://a.b/c.mp4' } },
    },
    {
      name: 'a voice message',
      given: { media: { type: 'audio', url: 'https://a.b/c.ogg', voice: true } },
      body: { type: 'audio', audio: { link: 'https://a.b/c.ogg', voice: true } },
    },
    {
      name: 'a document with its name',
      given: { media: { type: 'file', url: 'https://a.b/c.pdf', caption: 'Prices', filename: 'prices.pdf' } },
      body: { type: 'document', document: { link: 'https://a.b/c.pdf', caption: 'Prices', filename: 'prices.pdf' } },
    },
    {
      name: 'a sticker',
      given: { media: { type: 'sticker', url: 'https://a.b/c.webp' } },
      body: { type: 'sticker', sticker: { link: 'https://a.b/c.webp' } },
    },
    {
      name: 'a location',
      given: { location: { latitude: 37.44, longitude: -122.16, name: 'Shop', address: '1 Hacker Way' } },
      body: { type: 'location', location: { latitude: '37.44', longitude: '-122.16', name: 'Shop', address: '1 Hacker Way' } },
    },
    {
      name: 'contacts',
      given: { contacts: [{ name: 'Maya Lee', firstName: 'Maya', phones: [{ phone: '+16505551234', type: 'cell' }] }] },
      body: {
        type: 'contacts',
        contacts: [{ name: { formatted_name: 'Maya Lee', first_name: 'Maya' }, phones: [{ phone: '+16505551234', type: 'CELL' }] }],
      },
    },
    {
      name: 'a reaction',
      given: { reaction: { messageId: wamid, emoji: '👍🏽' } },
      body: { type: 'reaction', reaction: { message_id: wamid, emoji: '👍🏽' } },
    },
    {
      name: 'a reaction that is taken back',
      given: { reaction: { messageId: wamid, emoji: '' } },
      body: { type: 'reaction', reaction: { message_id: wamid, emoji: '' } },
    },
    {
      name: 'reply buttons, with header and footer',
      given: { text: 'Which?', buttons: [{ title: 'Red', payload: 'RED' }], header: 'Mugs', footer: 'Until Friday' },
      body: interactive({
        type: 'button',
        header: { type: 'text', text: 'Mugs' },
        body: { text: 'Which?' },
        footer: { text: 'Until Friday' },
        action: { buttons: [{ type: 'reply', reply: { id: 'RED', title: 'Red' } }] },
      }),
    },
    {
      name: 'reply buttons below an image',
      given: { text: 'Which?', buttons: [{ title: 'Red', payload: 'RED' }], header: { type: 'image', url: 'https://a.b/c.png' } },
      body: interactive({
        type: 'button',
        header: { type: 'image', image: { link: 'https://a.b/c.png' } },
        body: { text: 'Which?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'RED', title: 'Red' } }] },
      }),
    },
    {
      name: 'quick replies, as reply buttons',
      given: { text: 'Sure?', quickReplies: [{ title: 'Yes', payload: 'Y' }] },
      body: interactive({
        type: 'button',
        body: { text: 'Sure?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'Y', title: 'Yes' } }] },
      }),
    },
    {
      name: 'a single link, as a button',
      given: { text: 'Look', buttons: [{ title: 'Open', url: 'https://a.b' }] },
      body: interactive({
        type: 'cta_url',
        body: { text: 'Look' },
        action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://a.b' } },
      }),
    },
    {
      name: 'several links, written out',
      given: { text: 'Look', buttons: [{ title: 'Mugs', url: 'https://a.b/m' }, { title: 'Cups', url: 'https://a.b/c' }] }, // prettier-ignore
      body: { type: 'text', text: { body: 'Look\nMugs: https://a.b/m\nCups: https://a.b/c', preview_url: true } },
    },
    {
      name: 'a list',
      given: { list: { text: 'Colours', button: 'Choose', footer: 'Glazed', sections: [{ title: 'Warm', rows: [row] }] } },
      body: interactive({
        type: 'list',
        body: { text: 'Colours' },
        footer: { text: 'Glazed' },
        action: { button: 'Choose', sections: [{ title: 'Warm', rows: [row] }] },
      }),
    },
    {
      name: 'a request for a location',
      given: { request: { what: 'location', text: 'Where?' } },
      body: interactive({ type: 'location_request_message', body: { text: 'Where?' }, action: { name: 'send_location' } }),
    },
    {
      name: 'a request for a telephone number',
      given: { request: { what: 'phone', text: 'Your number?' } },
      body: interactive({ type: 'request_contact_info', body: { text: 'Your number?' }, action: { name: 'request_contact_info' } }),
    },
  ]
}

const long = (length: number): string => 'x'.repeat(length)
const button = (title: string, payload = title) => ({ title, payload })
const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `r${index}`, title: `Row ${index}` }))
const list = (more: object) => ({ list: { text: 'Which?', button: 'Choose', sections: [{ rows: rows(1) }], ...more } })

/** One thing too much for each limit of meta-platform.md 5.2, and the number that the refusal names. */
export const overTheLimit: { name: string; given: object; names: string }[] = [
  { name: 'a text', given: { text: long(4097) }, names: '4096' },
  { name: 'a caption', given: { media: { type: 'image', url: 'https://a.b/c.png', caption: long(1025) } }, names: '1024' },
  { name: 'the text above buttons', given: { text: long(1025), buttons: [button('Red')] }, names: '1024' },
  { name: 'the title of a button', given: { text: 'a', buttons: [button(long(21))] }, names: '20' },
  { name: 'what a button carries', given: { text: 'a', buttons: [button('Red', long(257))] }, names: '256' },
  { name: 'buttons', given: { text: 'a', buttons: ['1', '2', '3', '4'].map((one) => button(one)) }, names: '3' },
  { name: 'a header', given: { text: 'a', buttons: [button('Red')], header: long(61) }, names: '60' },
  { name: 'a footer', given: { text: 'a', buttons: [button('Red')], footer: long(61) }, names: '60' },
  { name: 'the text of a list', given: list({ text: long(4097) }), names: '4096' },
  { name: 'the button of a list', given: list({ button: long(21) }), names: '20' },
  { name: 'sections', given: list({ sections: rows(11).map(({ id }) => ({ title: id, rows: [{ id, title: id }] })) }), names: '10' },
  { name: 'rows', given: list({ sections: [{ rows: rows(11) }] }), names: '10' },
  { name: 'the title of a section', given: list({ sections: [{ title: long(25), rows: rows(1) }] }), names: '24' },
  { name: 'the id of a row', given: list({ sections: [{ rows: [{ id: long(200), title: long(25) }] }] }), names: '24' },
  { name: 'the description of a row', given: list({ sections: [{ rows: [{ ...rows(1)[0], description: long(73) }] }] }), names: '72' },
  { name: 'the text of a request', given: { request: { what: 'phone', text: long(1025) } }, names: '1024' },
  { name: 'equal buttons', given: { text: 'a', buttons: [button('Red', 'A'), button('Red', 'B')] }, names: 'differ' },
  { name: 'a caption of a sticker', given: { media: { type: 'sticker', url: 'https://a.b/c.webp', caption: 'a' } }, names: 'caption' },
  { name: 'a footer below links', given: { text: 'a', buttons: [{ title: 'A', url: 'https://a.b' }, { title: 'B', url: 'https://a.c' }], footer: 'f' }, names: 'footer' }, // prettier-ignore
]
