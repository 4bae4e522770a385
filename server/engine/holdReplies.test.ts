import { expect, test } from 'vitest'
import type { Step } from '../model/automation.ts'
import { ask, automation, comment, dm, minutesLater, shop } from './examples.ts'

const reply = (changes: Partial<Extract<Step, { type: 'reply' }>> = {}): Step => ({
  id: 'public',
  type: 'reply',
  texts: ['Sent you a DM!'],
  ...changes,
})
const message = (id: string, text = 'Here it is'): Step => ({ id, type: 'message', texts: [text] })
const delay: Step = { id: 'delay', type: 'delay', minutes: 5 }

/** The messages of a decision in order; `public` or `public<dm` for a reply that waits, with the step that it waits for. */
function planned(steps: Step[]): string[] {
  const here = shop([automation('guide', { steps })])
  const { messages } = here.hear(comment('guide'))
  return messages.map(({ stepId, waitsFor }) => (waitsFor === null ? stepId : `${stepId}<${messages[waitsFor]!.stepId}`))
}

test.each<[string, Step[], string[]]>([
  ['waits for the DM after it', [reply(), message('dm')], ['public<dm', 'dm']],
  ['waits for a question', [reply(), ask()], ['public<ask', 'ask']],
  ['waits for the first of two DMs', [reply(), message('one'), message('two')], ['public<one', 'one', 'two']],
  ['waits for the DM before it', [message('dm'), reply()], ['dm', 'public<dm']],
  ['waits for the first DM, also when it stands between two', [message('one'), reply(), message('two')], ['one', 'public<one', 'two']],
  ['of two replies both wait', [reply(), reply({ id: 'more' }), message('dm')], ['public<dm', 'more<dm', 'dm']],
  ['goes first when it says so', [reply({ replyFirst: true }), message('dm')], ['public', 'dm']],
  ['waits for nobody when there is no DM', [reply()], ['public']],
  ['does not wait for a DM after a delay', [reply(), delay, message('dm')], ['public']],
  ['is not there when its DM has nothing to send', [reply(), message('dm', '{{email}}')], []],
  ['that goes first is there all the same', [reply({ replyFirst: true }), message('dm', '{{email}}')], ['public']],
])('a public reply %s', (_, steps, expected) => {
  expect(planned(steps)).toEqual(expected)
})

test('a public reply after a delay waits for the DM that comes with it', () => {
  const here = shop([automation('guide', { steps: [delay, reply(), message('dm')] })])
  here.hear(comment('guide'))
  here.now = minutesLater(6)
  expect(here.wake().messages).toMatchObject([{ kind: 'public_reply', waitsFor: 1 }, { kind: 'private_reply' }])
})

test('a public reply after an answer waits for the DM of that answer, and the trace says so', () => {
  const here = shop([automation('guide', { steps: [ask({ answer: 'text' }), reply(), message('dm')] })])
  here.hear(comment('guide'))
  const { messages, trace } = here.hear(dm('blue'))
  expect(messages).toMatchObject([
    { kind: 'public_reply', waitsFor: 1 },
    { kind: 'message', waitsFor: null },
  ])
  expect(trace).toContainEqual({ stage: 'waits_for_dm', data: { stepId: 'public', dmStepId: 'dm' } })
})
