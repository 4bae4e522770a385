import { expect, test } from 'vitest'
import type { StepType, TriggerKind } from '../model/automation.ts'
import { channelOf } from '../channels/channels.ts'
import { whatUses } from './whatUses.ts'

const instagram = channelOf('instagram')
const uses = (ability: string, triggers: TriggerKind[], steps: StepType[], forms: string[] = []) =>
  whatUses(
    instagram,
    instagram.connecting.abilities.find(({ name }) => name === ability)!,
    {
      automations: [{ name: 'Guide', triggers, steps }],
      forms,
    },
  )

test.each([
  ['a reply under a comment needs no messages', 'messages', ['comment'], ['reply'], null],
  ['and comments', 'comments', ['comment'], ['reply'], ['Guide']],
  ['a question after a comment needs messages', 'messages', ['comment'], ['reply', 'ask', 'save'], ['Guide']],
  ['and so does a message after a comment', 'messages', ['live_comment'], ['message'], ['Guide']],
  ['a message that starts it needs messages', 'messages', ['message'], ['tag'], ['Guide']],
  ['and no comments', 'comments', ['message'], ['message'], null],
] as const)('%s', (_, ability, triggers, steps, expected) => {
  expect(uses(ability, [...triggers], [...steps])).toEqual(expected)
})

test('a form that continues in a chat needs messages', () => {
  expect(uses('messages', ['comment'], ['reply'], ['Join'])).toEqual(['Join'])
})
