import { describe, expect, test } from 'vitest'
import { blankForm, type BuilderForm } from '../automations/builderForm.ts'
import { definitionOf } from '../automations/definitionOf.ts'
import { rehearse } from './rehearse.ts'
import type { Action, Line } from './world.ts'

const ask = {
  answer: 'email',
  field: 'email',
  question: 'Your e-mail?',
  retryText: 'Once more?',
  maxTries: 2,
  timeoutMinutes: 60,
  link: '',
  gaveUp: 'end',
  noAnswer: 'end',
} as const
const form: BuilderForm = {
  ...blankForm,
  keywords: ['guide'],
  replyOn: true,
  replies: [{ text: 'Look in your DMs' }],
  openingOn: true,
  opening: [{ text: 'Want it?' }],
  openingButton: 'Yes',
  asks: [ask],
  texts: [{ text: 'Here you go' }],
  buttons: [{ title: 'Open', url: 'https://shop.example' }],
}
const texts = (lines: Line[]) =>
  lines.map((line) =>
    line.from === 'note' ? `(${line.note === 'later' ? line.minutes : line.note === 'tag' ? line.tag : line.reason})` : line.text,
  )
const comment = (text: string): Action => ({ type: 'comment', text })
const write = (text: string): Action => ({ type: 'message', text })
const tap = (title: string): Action => ({ type: 'tap', title, payload: 'from an earlier version' })
const play = (actions: Action[], changes: Partial<BuilderForm> = {}) => rehearse(definitionOf({ ...form, ...changes }), actions)

describe('the preview phone', () => {
  test('shows the whole way from the comment to the lead', () => {
    const world = play([comment('guide please'), tap('Yes'), write('not an address'), write("it's ana@x.com thanks")])
    expect(texts(world.comments)).toEqual(['guide please', 'Look in your DMs'])
    expect(texts(world.thread)).toEqual([
      'Want it?',
      'Yes',
      'Your e-mail?',
      'not an address',
      'Once more?',
      "it's ana@x.com thanks",
      'Here you go',
    ])
    expect(world.lead).toEqual({ email: 'ana@x.com' })
  })

  test('says why nobody answers', () => {
    expect(texts(play([comment('nice photo')]).comments)).toEqual(['nice photo', '(no_match)'])
  })

  test('lets a delay pass at once and shows that it was there', () => {
    const world = play([comment('guide')], { delayMinutes: 5, openingOn: false, asks: [] })
    expect(texts(world.thread)).toEqual(['(5)', 'Here you go'])
  })

  test('forgets a tap on a button that was taken away while writing', () => {
    const world = play([comment('guide'), tap('Yes')], { openingOn: false, asks: [] })
    expect(texts(world.thread)).toEqual(['Here you go'])
  })

  test('goes the other way the second time, when the person has the tag, and says so', () => {
    const check = { what: 'tag', field: '', is: 'absent', window: 'open', text: 'Member', words: [] } as const
    const parts = { condition: { match: 'all', checks: [check], otherwise: [{ text: '' }] }, tag: { add: ['member'], remove: [] } } as const
    const changes = { openingOn: false, asks: [], parts: structuredClone(parts) as unknown as BuilderForm['parts'] }
    const world = play([comment('guide'), comment('guide')], changes)
    expect(texts(world.thread)).toEqual(['Here you go', '(member)'])
    expect(texts(world.comments)).toEqual(['guide', 'Look in your DMs', 'guide', '(condition)'])
  })

  test('takes the way of the account’s own channel', () => {
    const definition = definitionOf({ ...form, replyOn: false, openingOn: false, asks: [] })
    const here = { id: 'here', type: 'condition', match: 'all', checks: [{ what: 'channel', is: 'one_of', values: ['whatsapp'] }] } as const
    const steps = [{ ...here, checks: [...here.checks], otherwise: null } as unknown as (typeof definition.steps)[0], ...definition.steps]
    const on = (channel?: string) => texts(rehearse({ ...definition, steps }, [comment('guide')], { channel }).thread)
    expect(on('whatsapp')).toEqual(['Here you go'])
    expect(on('instagram')).toEqual([])
    expect(on()).toEqual([])
  })

  test('looks the same each time it is played', () => {
    const actions = [comment('guide'), tap('Yes'), write('ana@x.com')]
    expect(play(actions)).toEqual(play(actions))
  })
})
