import { expect, test } from 'vitest'
import { untilResumed } from '../model/conversation.ts'
import { ask, automation, comment, dm, shop, texts, trigger } from './examples.ts'
import { handOverWord } from './handOver.ts'

test.each([
  ['May I talk to a HUMAN?', 'human'],
  ['a real person, please', 'real person'],
  ['humanity', null],
  ['', null],
  [null, null],
])('“%s” asks for a person: %s', (text, word) => {
  expect(handOverWord(text, ['human', 'real person'])).toBe(word)
})

const account = { active: true, defaultCountry: 'US', handOverWords: ['human'] }
const asks = automation('asks', { triggers: [trigger({ on: 'message', keywords: ['hi'] })], steps: [ask({ answer: 'text' })] })

test('a word hands over before a waiting question and before automations; a comment does not', () => {
  const here = shop([asks])
  here.hear(dm('hi'))
  expect(here.hear(comment('human'), { account }).silence).toBe('no_match')
  const decision = here.hear(dm('hi, a human'), { account })
  expect(decision).toMatchObject({ outcome: 'skipped', silence: 'handed_over', messages: [] })
  expect(decision.effects).toContainEqual({ kind: 'hand_over', why: 'word', by: 'human', to: 'as_set' })
  expect(decision.conversation.botPausedUntil).toEqual(untilResumed)
  const again = here.hear(dm('human'), { account })
  expect([again.silence, again.effects]).toEqual(['bot_paused', []])
})

test('an opt-out word comes before a word that hands over', () => {
  const decision = shop([asks]).hear(dm('stop'), { account: { ...account, handOverWords: ['stop'] } })
  expect([decision.outcome, decision.effects]).toEqual(['opted_out', []])
})

test('a step hands over after what is said before it, and ends the run', () => {
  const steps = [
    { id: 'a', type: 'message' as const, texts: ['Somebody comes.'] },
    { id: 'b', type: 'handOver' as const, to: 'next' },
    { id: 'c', type: 'message' as const, texts: ['Never said.'] },
  ]
  const decision = shop([automation('over', { triggers: [trigger({ on: 'message', keywords: ['help'] })], steps })]).hear(dm('help'))
  expect(texts(decision)).toEqual(['Somebody comes.'])
  expect(decision.effects).toEqual([{ kind: 'hand_over', why: 'step', by: 'over', to: 'next' }])
  expect(decision.runs.at(-1)).toMatchObject({ state: 'done' })
  expect(decision.conversation.botPausedUntil).toEqual(untilResumed)
})
