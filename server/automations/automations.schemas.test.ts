import { expect, test } from 'vitest'
import { z } from 'zod'
import { sentenceOfIssue } from '../platform/inputSentences.ts'
import { inEnglish } from '../texts.ts'
import { automationChange, automationInput, automationReplacement } from './automations.schemas.ts'

const accountId = '0190a000-0000-7000-8000-000000000001'
const rule = { accountId, trigger_type: 'post_comment', action_type: 'send_dm', config: { message_variations: ['Hi'] } }
const own = {
  accountId,
  name: 'Prices',
  definition: { triggers: [{ on: 'comment', keywords: ['price'] }], steps: [{ id: 'dm', type: 'message', texts: ['5'] }] },
}
const wordsAbout = (body: unknown): string => {
  const issues = automationInput.safeParse(body, { error: sentenceOfIssue }).error?.issues ?? []
  return issues.map(({ path, message }) => [path.join('.'), inEnglish(message)].filter(Boolean).join(': ')).join('; ') || 'accepted'
}

test('an automation in our own words gets its defaults', () => {
  expect(automationInput.parse(own)).toMatchObject({
    definition: {
      triggers: [{ on: 'comment', media: [], keywords: ['price'], match: 'word', exclude: [] }],
      cooldownMinutes: 0,
      lead: { saveToDatabase: true, notificationEmail: null, webhookUrl: null },
    },
  })
})

test('a rule in the plan’s words is active unless it says otherwise', () => {
  expect(automationInput.parse(rule)).toMatchObject({
    is_active: true,
    trigger_type: 'post_comment',
    config: { message_variations: ['Hi'] },
  })
})

test.each([
  [
    'another type names the allowed ones',
    { ...rule, trigger_type: 'birthday' },
    'trigger_type must be one of post_comment, keyword, new_message',
  ],
  ['another action names the allowed ones', { ...rule, action_type: 'call' }, 'action_type must be one of send_dm, reply_comment'],
  ['a keyword rule without keywords', { ...rule, trigger_type: 'keyword' }, 'needs at least one keyword'],
  ['a blank keyword', { ...rule, config: { keywords: [' '] } }, 'config.keywords.0: a keyword cannot be blank'],
  [
    'fifty-one variations',
    { ...rule, config: { message_variations: Array.from({ length: 51 }, () => 'x') } },
    'config.message_variations: must be a list of up to 50 texts',
  ],
  ['a delay before now', { ...rule, config: { delay_minutes: -1 } }, 'config.delay_minutes: cannot be negative'],
  ['an unknown flow step', { ...rule, config: { lead_capture_flow: [{ type: 'dance' }] } }, 'type must be one of ask, wait, save, send'],
  ['a send step with nothing in it', { ...rule, config: { lead_capture_flow: [{ type: 'send' }] } }, 'has nothing to send'],
  ['a button that runs a script', { ...rule, config: { buttons: [{ text: 'x', url: 'javascript:alert(1)' }] } }, 'http:// or https://'],
  ['no account', { ...rule, accountId: 'mine' }, 'accountId: must be the id of an account'],
  [
    'a step that does not exist',
    { ...own, definition: { ...own.definition, steps: [{ id: 'x', type: 'dance' }] } },
    'type must be one of reply, message',
  ],
  [
    'a condition that compares in no known way',
    {
      ...own,
      definition: { ...own.definition, steps: [{ id: 'c', type: 'condition', checks: [{ what: 'field', field: 'city', is: 'like' }] }] },
    },
    'must be one of present, absent, equals',
  ],
  [
    'a tag as long as a sentence',
    { ...own, definition: { ...own.definition, steps: [{ id: 't', type: 'tag', add: ['x'.repeat(61)] }] } },
    'a tag has at most 60 characters',
  ],
  [
    'a question that waits for less than a minute',
    { ...own, definition: { ...own.definition, steps: [{ id: 'a', type: 'ask', texts: ['?'], answer: 'text', timeoutMinutes: 0.9 }] } },
    'must be 1 minute or more',
  ],
  [
    'a rule whose question waits for less than a minute',
    { ...rule, config: { lead_capture_flow: [{ type: 'ask', text: '?', timeout_minutes: 0.5 }] } },
    'must be 1 minute or more',
  ],
  [
    'a field that is a name of JavaScript',
    { ...own, definition: { ...own.definition, steps: [{ id: 's', type: 'save', field: ' __proto__' }] } },
    'a field name cannot begin and end with "__"',
  ],
  ['a misspelt key', { ...own, definition: { ...own.definition, step: [] } }, 'has an unknown field: step'],
  [
    'a button that leads to two places',
    {
      ...own,
      definition: {
        ...own.definition,
        steps: [{ id: 'x', type: 'message', texts: ['a'], buttons: [{ title: 'b', url: 'https://x.example', goTo: 'x' }] }],
      },
    },
    'either a url or a goTo',
  ],
  ['nothing at all', null, 'must be an object with fields'],
])('it is refused in words a person can use: %s', (_, body, words) => {
  expect(wordsAbout(body)).toContain(words)
})

test('a full round of fifty variations is accepted', () => {
  expect(wordsAbout({ ...rule, config: { message_variations: Array.from({ length: 50 }, (_, index) => `text ${index}`) } })).toBe(
    'accepted',
  )
})

test('a replacement needs no account, a change only what changes', () => {
  expect(automationReplacement.safeParse({ ...rule, accountId: undefined }).success).toBe(true)
  expect(automationChange.parse({ is_active: false })).toEqual({ is_active: false })
  expect(automationChange.safeParse({ definition: own.definition, config: {} }).success).toBe(false)
})

test('what comes in can be described for the OpenAPI document', () => {
  const described = z.toJSONSchema(automationInput, { io: 'input' })
  expect(JSON.stringify(described)).toContain('new_message')
})
