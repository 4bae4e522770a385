/**
 * Templates as the platform has them, what the API takes to send each, and the components that are sent (meta-platform.md 5.8): one row for
 * each kind of part.
 */
export const templateKinds: { name: string; has: object[]; isNamed?: true; given: object; sent: object[] | undefined }[] = [
  { name: 'sent_plain', has: [{ type: 'BODY', text: 'Hello.' }], given: {}, sent: undefined },
  {
    name: 'sent_numbered',
    has: [{ type: 'BODY', text: 'Hello {{1}}, {{2}} is here.' }],
    given: { parameters: ['Ana', 'it'] },
    sent: [
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'Ana' },
          { type: 'text', text: 'it' },
        ],
      },
    ],
  },
  {
    name: 'sent_named',
    isNamed: true,
    has: [{ type: 'BODY', text: 'Hello {{first_name}}!' }],
    given: { parameters: { body: { first_name: 'Ana' } } },
    sent: [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Ana' }] }],
  },
  {
    name: 'sent_headline',
    has: [
      { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
      { type: 'BODY', text: 'It is here.' },
    ],
    given: { parameters: { header: ['17'] } },
    sent: [{ type: 'header', parameters: [{ type: 'text', text: '17' }] }],
  },
  ...(
    [
      ['image', 'image', 'png', {}],
      ['video', 'video', 'mp4', {}],
      ['file', 'document', 'pdf', { filename: 'prices.pdf' }],
    ] as const
  ).map(([type, kind, ending, more]) => ({
    name: `sent_${kind}`,
    has: [
      { type: 'HEADER', format: kind.toUpperCase() },
      { type: 'BODY', text: 'Look.' },
    ],
    given: { header: { type, url: `https://a.b/c.${ending}`, ...more } },
    sent: [{ type: 'header', parameters: [{ type: kind, [kind]: { link: `https://a.b/c.${ending}`, ...more } }] }],
  })),
  {
    name: 'sent_buttons',
    has: [
      { type: 'BODY', text: 'Look.' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'More' },
          { type: 'URL', text: 'Open', url: 'https://a.b/{{1}}', example: ['https://a.b/1'] },
          { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+16505551234' },
          { type: 'COPY_CODE', text: 'Copy', example: 'SAVE' },
        ],
      },
    ],
    given: { parameters: { buttons: ['MORE', '17', 'SAVE10'] } },
    sent: [
      { type: 'button', index: '0', sub_type: 'quick_reply', parameters: [{ type: 'payload', payload: 'MORE' }] },
      { type: 'button', index: '1', sub_type: 'url', parameters: [{ type: 'text', text: '17' }] },
      { type: 'button', index: '3', sub_type: 'copy_code', parameters: [{ type: 'coupon_code', coupon_code: 'SAVE10' }] },
    ],
  },
]
