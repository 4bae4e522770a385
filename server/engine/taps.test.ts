import { expect, test } from 'vitest'
import type { Step } from '../model/automation.ts'
import { explainStep } from './explain.ts'
import { inEnglish } from '../texts.ts'
import { ask, automation, comment, dm, minutesLater, shop, tap, texts, trigger } from './examples.ts'

const offer: Step[] = [
  {
    id: 'offer',
    type: 'message',
    texts: ['Want it?'],
    buttons: [
      { title: 'Yes', goTo: 'yes' },
      { title: 'Shop', url: 'https://shop.example' },
    ],
  },
  { id: 'yes', type: 'message', texts: ['Here it is'], next: null },
]

test('a button goes on with its run; a text in between is a message like any other', () => {
  const here = shop([
    automation('offer', { triggers: [trigger({ keywords: ['offer'] })], steps: offer }),
    automation('any', { triggers: [trigger({ on: 'message' })], steps: [{ id: 'dm', type: 'message', texts: ['Hi'] }] }),
  ])
  const begun = here.hear(comment('offer'))
  const payload = `autodm:${begun.matched!.runId}:yes`
  expect(begun.messages[0]!.content).toHaveProperty('buttons', [
    { title: 'Yes', payload },
    { title: 'Shop', url: 'https://shop.example' },
  ])
  expect(here.conversation.waiting).toMatchObject({ stepId: 'offer', wakeAt: minutesLater(24 * 60) })
  expect(here.hear(dm('hello')).matched?.automationId).toBe('any')
  expect(texts(here.hear(tap(`autodm:${begun.matched!.runId}:other`)))).toEqual([])
  const decision = here.hear(tap(payload))
  expect(decision.messages).toMatchObject([{ kind: 'message', content: { text: 'Here it is' } }])
  expect(texts(here.hear(tap(payload)))).toEqual([])
})

test('an old button still leads on when its run is handed in, a finished one says nothing twice', () => {
  const here = shop([
    automation('offer', { triggers: [trigger({ keywords: ['offer'] })], steps: offer }),
    automation('guide', { triggers: [trigger({ keywords: ['guide'] })], steps: [ask()] }),
  ])
  const { runId } = here.hear(comment('offer')).matched!
  const tapped = here.hear(comment('guide')).runs.find((run) => run.id === runId)!
  expect(tapped.state).toBe('superseded')
  const decision = here.hear(tap(`autodm:${runId}:yes`), { tapped })
  expect(texts(decision)).toEqual(['Here it is'])
  expect(here.conversation.waiting?.automationId).toBe('guide')
  expect(here.hear(tap(`autodm:${runId}:yes`), { tapped: decision.runs[0]! }).outcome).toBe('skipped')
})

test('what ended by STOP is not begun again by an old button, nor by the time that comes', () => {
  const slow = automation('slow', {
    triggers: [trigger({ keywords: ['slow'] })],
    steps: [
      { id: 'delay', type: 'delay', minutes: 5 },
      { id: 'dm', type: 'message', texts: ['Here'] },
    ],
  })
  const here = shop([automation('offer', { triggers: [trigger({ keywords: ['offer'] })], steps: offer }), slow])
  here.hear(comment('slow'))
  const { runId } = here.hear(comment('offer')).matched!
  const stopped = here.hear(dm('stop')).runs
  expect(stopped.map(({ automationId, state }) => [automationId, state])).toEqual([
    ['offer', 'stopped'],
    ['slow', 'stopped'],
  ])
  expect(here.conversation).toMatchObject({ waiting: null, open: [] })
  here.hear(dm('start'))
  expect(here.hear(tap(`autodm:${runId}:yes`), { tapped: stopped[0]! }).silence).toBe('no_match')
})

test.each([
  ['the title', 'Yes', 'yes', 'typed_title'],
  ['the title in other letters, with punctuation', 'YES!! 😍', 'yes', 'typed_title'],
  ['a yes in other words', 'yes please', 'yes', 'typed_yes'],
  ['ok', 'Ok', 'yes', 'typed_yes'],
  ['a yes said twice', 'yes yes!', 'yes', 'typed_yes'],
  ['please in short', 'Yes pls', 'yes', 'typed_yes'],
  ['the title in quotation marks', '“Yes”', 'yes', 'typed_title'],
  ['a no', 'no, yes', null, null],
  ['a thanks', 'ok thanks', null, null],
  ['a thumbs-up in any skin', '👍🏽👍', 'yes', 'typed_yes'],
  ['Spanish', '¡Sí, por favor!', 'yes', 'typed_yes'],
  ['Portuguese', 'sim', 'yes', 'typed_yes'],
  ['German', 'Ja, bitte', 'yes', 'typed_yes'],
  ['the title of a link', 'Shop', null, null],
  ['a yes in a sentence', 'yes but later', null, null],
  ['anything else', 'hello', null, null],
])('%s typed instead of tapped', (_, typed, goTo, stage) => {
  const here = shop([automation('offer', { triggers: [trigger({ keywords: ['offer'] })], steps: offer })])
  here.hear(comment('offer'))
  const decision = here.hear(dm(typed))
  expect(texts(decision)).toEqual(goTo ? ['Here it is'] : [])
  expect(decision.trace[0] ?? null).toEqual(stage && { stage, data: { stepId: 'offer', goTo, title: 'Yes' } })
  if (stage) expect(decision.trace.map(explainStep).map(inEnglish)[0]).toMatch(/counts as a tap/)
})

test('with two buttons only a title counts, and a comment never does', () => {
  const two: Step[] = [
    {
      id: 'offer',
      type: 'message',
      texts: ['Which?'],
      buttons: [
        { title: '🔵 Blue', goTo: 'blue' },
        { title: '🔴', goTo: 'red' },
        { title: 'Blue', goTo: 'navy' },
      ],
    },
    ...['blue', 'red', 'navy'].map((id): Step => ({ id, type: 'message', texts: [id], next: null })),
  ]
  const say = (happened: Parameters<ReturnType<typeof shop>['hear']>[0]) => {
    const here = shop([automation('offer', { triggers: [trigger({ keywords: ['offer'] })], steps: two })])
    here.hear(comment('offer'))
    return texts(here.hear(happened))
  }
  expect(say(dm('yes'))).toEqual([])
  expect(say(dm('👍'))).toEqual([])
  expect(say(dm('🔴'))).toEqual(['red'])
  expect(say(dm('blue'))).toEqual(['navy'])
  expect(say(dm('🔵 blue'))).toEqual(['blue'])
  // Both are called blue, and lead to different steps.
  expect(say(dm('blue!'))).toEqual([])
  expect(say(comment('🔴'))).toEqual([])
})
