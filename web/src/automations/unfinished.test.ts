import type { TFunction } from 'i18next'
import { expect, test } from 'vitest'
import { blankForm, type BuilderForm } from './builderForm.ts'
import { blankCondition } from './ConditionCard.tsx'
import { cardOf } from './problems.ts'
import { unfinished } from './unfinished.ts'

const t = ((key: string) => key) as unknown as TFunction
const whole: BuilderForm = {
  ...blankForm,
  keywords: ['guide'],
  texts: [{ text: 'Here you go' }],
  buttons: [{ title: 'Open', url: 'https://shop.example' }],
}

test('nothing is missing on a finished automation', () => {
  expect(unfinished(t, whole)).toEqual([])
})

test.each<[string, Partial<BuilderForm>, string]>([
  ['words that were not chosen, so that it does not answer everybody', { keywords: [] }, 'words'],
  ['a public reply that is switched on and blank', { replyOn: true, replies: [{ text: ' ' }] }, 'reply'],
  ['an opening whose button says nothing', { openingOn: true, opening: [{ text: 'Hey' }], openingButton: '' }, 'opening'],
  ['the message', { texts: [{ text: '' }] }, 'message'],
  ['a tag', { parts: { condition: null, tag: { add: [], remove: [] } } }, 'tag'],
  ['what a check compares', { parts: { condition: blankCondition, tag: null } }, 'condition'],
  ['the link of a button', { buttons: [{ title: 'Open', url: 'shop.example' }] }, 'message'],
])('it misses %s, on its own card', (_, changes, card) => {
  expect(unfinished(t, { ...whole, ...changes }).map((problem) => problem.card)).toEqual([card])
})

test.each([
  ['about a step, on the card of that step', { stepId: 'r1', code: 'reply_too_long' }, 'reply'],
  ['about the message for everyone else, on the card of the condition', { stepId: 'o1', code: 'text_too_long' }, 'condition'],
  ['about any text, on the card of the words', { stepId: null, code: 'answers_everything' }, 'words'],
  ['about nothing being said, on the message', { stepId: null, code: 'nothing_said' }, 'message'],
  ['about anything else, with the other settings', { stepId: null, code: 'dm_type_disagrees' }, 'more'],
] as const)('a finding of the linter %s', (_, finding, card) => {
  expect(cardOf({ ...finding, level: 'warning', text: '' }, { ids: { reply: 'r1', otherwise: 'o1' } })).toBe(card)
})
