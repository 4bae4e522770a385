import { describe, expect, test } from 'vitest'
import type { Definition } from '../../../server/model/automation.ts'
import { blankForm, type BuilderForm } from './builderForm.ts'
import type { CheckForm, ConditionForm } from './ConditionCard.tsx'
import { definitionOf } from './definitionOf.ts'
import { formOf } from './formOf.ts'

const ask = {
  answer: 'email',
  field: 'email',
  question: 'Your e-mail?',
  retryText: 'Once more?',
  maxTries: 3,
  timeoutMinutes: 1440,
  link: '',
  gaveUp: 'message',
  noAnswer: 'end',
} as const
const check: CheckForm = { what: 'tag', field: '', is: 'present', window: 'open', text: 'vip', words: [] }
const condition: ConditionForm = {
  match: 'any',
  checks: [
    check,
    { ...check, what: 'window', window: 'closed', text: '' },
    { ...check, what: 'email', is: 'absent', text: '' },
    { ...check, what: 'field', field: 'city', is: 'one_of', text: '', words: ['Rome', 'Oslo'] },
    { ...check, what: 'field', field: 'age', is: 'above', text: '17.5' },
  ],
  otherwise: [{ text: '' }],
}
const full: BuilderForm = {
  ...blankForm,
  name: 'Guide',
  media: ['17900'],
  keywords: ['guide'],
  match: 'contains',
  exclude: ['spam'],
  replyOn: true,
  replies: [{ text: 'Sent!' }, { text: 'Look in your DMs' }],
  openingOn: true,
  opening: [{ text: 'Want it?' }],
  openingButton: 'Yes',
  asks: [ask],
  texts: [{ text: 'Here: [LINK]' }],
  buttons: [{ title: 'Open', url: 'https://shop.example/guide' }],
  delayMinutes: 5,
  cooldownMinutes: 60,
  notificationEmail: 'me@shop.example',
}
const reopened = (form: BuilderForm) => formOf(form.name, definitionOf(form))

describe('the quick builder', () => {
  test('opens what it saved with every card as it was', () => {
    expect(reopened(full)).toEqual({
      ...full,
      ids: { reply: 'reply', delay: 'delay', opening: 'opening', ask_1: 'ask_1', save_1: 'save_1', message: 'message' },
    })
  })

  test.each<[string, Partial<BuilderForm>]>([
    ['a DM keyword without a public reply', { on: 'message', replyOn: false, media: [] }],
    ['any word', { anyWord: true, keywords: [] }],
    ['no question', { asks: [] }],
    ['two questions', { asks: [ask, { ...ask, answer: 'phone', field: 'phone', gaveUp: 'end' }] }],
    ['no opening', { openingOn: false, opening: [{ text: '' }], openingButton: '' }],
    ['a message that is not written yet', { texts: [{ text: '' }], buttons: [] }],
    ['a button whose link is not typed yet', { buttons: [{ title: 'Open', url: 'https:' }] }],
    ['a question with a link', { asks: [{ ...ask, link: 'https://shop.example' }] }],
    ['a public reply that goes before the DM', { replyFirst: true }],
    ['nothing but a word', { ...blankForm, keywords: ['guide'] }],
    ['tags', { parts: { condition: null, tag: { add: ['vip'], remove: ['new'] } } }],
    ['a tag that is not chosen yet', { parts: { condition: null, tag: { add: [], remove: [] } } }],
    ['a condition', { parts: { condition, tag: null } }],
    [
      'a condition with a message for everyone else',
      { parts: { condition: { ...condition, otherwise: [{ text: 'Not yet' }] }, tag: null } },
    ],
    ['a check that is not complete', { parts: { condition: { ...condition, checks: [{ ...check, text: '' }] }, tag: null } }],
    [
      'both, and nothing between them',
      {
        ...blankForm,
        keywords: ['guide'],
        parts: { condition: { ...condition, otherwise: [{ text: 'Not yet' }] }, tag: { add: ['vip'], remove: [] } },
      },
    ],
    ['nobody keeping the lead', { saveLead: false, webhookUrl: 'https://crm.example/in' }],
  ])('opens %s unchanged', (_, changes) => {
    const form = { ...full, ...changes }
    const again = reopened(form)
    expect(again && definitionOf(again)).toEqual(definitionOf(form))
  })

  const template = {
    id: 'template',
    type: 'template',
    template: {
      name: 'order',
      language: 'en_US',
      parameters: { header: ['1'], body: { first_name: '{{first_name|there}}', city: '' }, buttons: ['x'] },
      header: { type: 'file', mediaId: '01900000-0000-7000-8000-000000000000', filename: 'a.pdf' },
    },
  } as const
  const bare = { ...template, template: { name: 'order', language: 'de' } } as const
  const file = { id: 'media', type: 'media', media: { type: 'audio', url: 'https://shop.example/a.ogg', voice: true } } as const
  const menu = { ...file, media: { type: 'image', url: 'https://shop.example/menu.jpg' }, caption: 'For {{name}} ' } as const
  const rows = [
    { title: 'Small', description: 'To 170 cm', goTo: 'keep' },
    { title: 'Large', goTo: 'keep' },
  ]
  const list = { id: 'sizes', type: 'list', texts: ['Which size?'], button: 'Sizes', sections: [{ rows }], timeoutMinutes: 60 } as const
  const message = { id: 'm', type: 'message', texts: ['Thanks'] } as const
  test.each<[string, unknown[]]>([
    ['a template', [template]],
    [
      'a template as a list of parameters, after a message',
      [message, { ...template, template: { ...bare.template, parameters: ['a', ''] } }],
    ],
    ['a template without parameters, then tags', [bare, { id: 't', type: 'tag', add: ['vip'] }]],
    ['a voice message', [file]],
    ['an image with a text, then a template', [menu, template]],
    ['a list whose choice is stored, then a message', [{ ...list, noAnswer: null }, { id: 'keep', type: 'save', field: 'size' }, message]],
    ['everything', [{ ...list, noAnswer: null }, { id: 'keep', type: 'save', field: 'size' }, message, menu, template]],
  ])('opens %s that was made elsewhere, and changes nothing of it', (_, steps) => {
    const definition = { ...definitionOf({ ...blankForm, keywords: ['guide'] }), steps: steps as Definition['steps'] }
    const form = formOf('Guide', definition)
    expect(form && definitionOf(form)).toEqual(definition)
  })

  test.each<[string, unknown[]]>([
    ['a list whose rows lead to several steps', [{ ...list, sections: [{ rows: [{ title: 'A', goTo: 'm' }, ...rows] }] }, message]],
    ['a list in sections', [{ ...list, sections: [{ title: 'Shirts', rows }] }, { id: 'keep', type: 'save', field: 'size' }, message]],
    ['two templates', [template, { ...template, id: 'again' }]],
  ])('leaves %s alone', (_, steps) => {
    const definition = { ...definitionOf({ ...blankForm, keywords: ['guide'] }), steps: steps as Definition['steps'] }
    expect(formOf('Guide', definition)).toBeNull()
  })

  test('leads from the opening to the file, or the template, where there is no message', () => {
    const parts = { ...blankForm.parts, media: { media: { type: 'image', url: 'https://shop.example/a.png' } } } as const
    const form = { ...full, asks: [], texts: [{ text: '' }], buttons: [], parts }
    expect(definitionOf(form).steps.find(({ id }) => id === 'opening')).toMatchObject({ buttons: [{ goTo: 'media' }] })
    expect(reopened(form)?.openingOn).toBe(true)
  })

  test('sends the tap on the opening to the first question, or straight to the message', () => {
    const openingOf = (form: BuilderForm) => definitionOf(form).steps.find((step) => step.id === 'opening')
    expect(openingOf(full)).toMatchObject({ buttons: [{ goTo: 'ask_1' }] })
    expect(openingOf({ ...full, asks: [] })).toMatchObject({ buttons: [{ goTo: 'message' }] })
  })

  test('shows a reply that waits for the DM, also when that is said in so many words', () => {
    const told = JSON.parse(JSON.stringify(definitionOf(full)).replace('"type":"reply"', '"type":"reply","replyFirst":false')) as Definition
    expect(formOf('Guide', told)?.replyFirst).toBe(false)
    expect(reopened({ ...full, replyFirst: true })?.replyFirst).toBe(true)
  })

  test('shows each check of a condition as it was, and who gets what', () => {
    const form = { ...full, parts: { condition: { ...condition, otherwise: [{ text: 'Not yet' }] }, tag: { add: ['vip'], remove: [] } } }
    expect(reopened(form)?.parts).toEqual(form.parts)
    const { steps } = definitionOf(form)
    expect(steps.map((step) => step.id)).toEqual([
      'condition',
      'reply',
      'delay',
      'opening',
      'ask_1',
      'save_1',
      'message',
      'tag',
      'otherwise',
    ])
    expect(steps[0]).toMatchObject({ otherwise: 'otherwise' })
    expect(steps.at(-2)).toMatchObject({ id: 'tag', next: null })
  })

  test('keeps the ids of steps that were made elsewhere', () => {
    const renamed = JSON.parse(JSON.stringify(definitionOf(full)).replace('"id":"reply"', '"id":"r1"')) as Definition
    const form = formOf('Guide', renamed)
    expect(form && definitionOf(form).steps[0]?.id).toBe('r1')
  })

  test.each<[string, (definition: Definition) => void]>([
    ['two triggers', (d) => void d.triggers.push({ on: 'message', media: [], keywords: [], match: 'word', exclude: [] })],
    ['a step that jumps elsewhere', (d) => void Object.assign(d.steps[0] ?? {}, { next: 'message' })],
    [
      'a question without keeping the answer',
      (d) =>
        void d.steps.splice(
          d.steps.findIndex((step) => step.type === 'save'),
          1,
        ),
    ],
    [
      'a condition that looks at an answer',
      (d) =>
        void d.steps.unshift({ id: 'c', type: 'condition', match: 'all', checks: [{ what: 'answer', is: 'present' }], otherwise: null }),
    ],
    [
      'a condition whose other way is a step of its own',
      (d) =>
        void d.steps.unshift({ id: 'c', type: 'condition', match: 'all', checks: [{ what: 'window', is: 'open' }], otherwise: 'message' }),
    ],
    ['tags in the middle', (d) => void d.steps.splice(1, 0, { id: 't', type: 'tag', add: ['vip'] })],
    ['two messages at the end', (d) => void d.steps.push({ id: 'more', type: 'message', texts: ['And this'] })],
    ['a question in two variations', (d) => d.steps.forEach((step) => step.type === 'ask' && step.texts.push('Email, please?'))],
  ])('does not open %s, so that nothing is lost', (_, change) => {
    const definition = structuredClone(definitionOf(full))
    change(definition)
    expect(formOf('Guide', definition)).toBeNull()
  })
})
