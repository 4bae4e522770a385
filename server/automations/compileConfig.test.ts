import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { comment, dm, shop, texts } from '../engine/examples.ts'
import { compileConfig } from './compileConfig.ts'
import { actionTypes, type Config, configSchema, type Rule, triggerTypes } from './config.schemas.ts'
import { configAnswer } from './configAnswer.ts'
import { definitionSchema } from './definition.schemas.ts'

const planConfig = JSON.parse(readFileSync(new URL('../../fixtures/plan-config.json', import.meta.url), 'utf8')) as Record<string, unknown>
const stats = {
  total_triggers: 4,
  total_dms_sent: 3,
  total_comments_replied: 2,
  total_leads_captured: 1,
  last_triggered_at: null,
  last_lead_captured_at: null,
}
const rule = (config: Record<string, unknown>, changes: Partial<Rule> = {}): Rule => ({
  trigger_type: 'post_comment',
  action_type: 'send_dm',
  config: configSchema.parse({ message_variations: ['Hello'], ...config }),
  ...changes,
})
const live = (made: Rule) =>
  shop([
    {
      id: 'rule',
      versionId: 'v1',
      version: 1,
      name: 'Rule',
      live: true,
      priority: 0,
      createdAt: new Date(0),
      definition: compileConfig(made),
    },
  ])

test('the plan’s whole config is answered as it was sent, but for the figures, which are ours', () => {
  expect(configAnswer(configSchema.parse(planConfig), stats)).toEqual({ ...planConfig, stats })
})

test('the plan’s whole config compiles to the steps of the engine, which the definition’s own rules accept', () => {
  const definition = compileConfig(rule(planConfig))
  expect(definition.steps).toEqual([
    { id: 'reply', type: 'reply', texts: ['Reply 1', 'Reply 2'] },
    { id: 'delay', type: 'delay', minutes: 5 },
    {
      id: 'ask-1',
      type: 'ask',
      texts: ["What's your email?"],
      answer: 'email',
      maxTries: 3,
      timeoutMinutes: 1440,
      link: 'https://example.com/reward',
    },
    { id: 'save-3', type: 'save', field: 'email' },
    {
      id: 'send-4',
      type: 'message',
      texts: ["Thanks! Here's your reward: [LINK]", 'Check this out: [LINK]'],
      link: 'https://example.com/reward',
    },
  ])
  expect(definition.triggers).toEqual([{ on: 'comment', media: [], keywords: ['keyword1', 'keyword2'], match: 'word', exclude: [] }])
  expect(definitionSchema.parse(definition)).toEqual(definition)
})

test('the plan’s flow runs: a comment, the question after five minutes, an answer, the reward', () => {
  const here = live(rule(planConfig))
  here.hear(comment('keyword1!'))
  here.now = new Date(here.now.getTime() + 300_000)
  here.wake()
  const last = here.hear(dm('it is ana@x.com'))
  expect(here.said.map(({ kind }) => kind)).toEqual(['public_reply', 'private_reply', 'message'])
  expect(texts(last)[0]).toContain('https://example.com/reward')
  expect(last.leads).toMatchObject([{ fields: { email: 'ana@x.com' } }])
})

test('what was left out is answered with its default, unknown keys survive', () => {
  const config = configSchema.parse({
    message_variations: ['Hi'],
    theme: { dark: true },
    buttons: [{ text: 'Go', url: 'https://x.example', icon: 'star' }],
  })
  expect(configAnswer(config, stats)).toEqual({
    keywords: [],
    auto_reply_to_comments: false,
    comment_replies: [],
    message_variations: ['Hi'],
    dmType: 'text_button',
    buttons: [{ text: 'Go', url: 'https://x.example', icon: 'star' }],
    delay_minutes: 0,
    is_lead_capture: false,
    lead_capture_flow: [],
    lead_capture_settings: { save_to_database: true, notification_email: null, webhook_url: null },
    theme: { dark: true },
    stats,
  })
})

test('figures sent by a client are not taken', () => {
  expect(configSchema.parse({ stats: { total_triggers: 9999 } })).toEqual({})
})

test.each([
  ['no list', { auto_reply_to_comments: true }, []],
  ['a single string', { auto_reply_to_comments: true, comment_replies: 'Thanks!' }, ['Thanks!']],
  ['a list', { auto_reply_to_comments: true, comment_replies: ['a', 'b'] }, ['a', 'b']],
  ['a list, but switched off', { auto_reply_to_comments: false, comment_replies: ['a'] }, []],
  ['a list, and nothing said about it', { comment_replies: ['a'] }, []],
])('with %s the public replies are %j', (_, config, texts) => {
  const reply = compileConfig(rule(config)).steps.find((step) => step.type === 'reply')
  expect(reply?.texts ?? []).toEqual(texts)
})

test.each([
  ['post_comment', null, { keywords: ['a'] }, { on: 'comment', media: [], keywords: ['a'] }],
  ['post_comment', 'post-1', {}, { on: 'comment', media: ['post-1'], keywords: [] }],
  ['keyword', null, { keywords: ['a'] }, { on: 'message', media: [], keywords: ['a'] }],
  ['keyword', 'story-1', { keywords: ['a'] }, { on: 'story_reply', media: ['story-1'], keywords: ['a'] }],
  ['new_message', null, { keywords: ['a'] }, { on: 'message', media: [], keywords: [] }],
] as const)('%s with the medium %s listens so', (type, mediaId, config, trigger) => {
  expect(compileConfig(rule(config, { trigger_type: type, media_id: mediaId })).triggers).toMatchObject([trigger])
})

test('a keyword rule without keywords hears nothing, rather than everything', () => {
  expect(compileConfig(rule({}, { trigger_type: 'keyword' })).triggers).toEqual([])
})

test.each([
  ['text', undefined],
  ['text_button', [{ title: 'Go', url: 'https://x.example' }]],
  [undefined, [{ title: 'Go', url: 'https://x.example' }]],
])('with dmType %s the buttons are %j, and [LINK] has its link', (dmType, buttons) => {
  const [dmStep] = compileConfig(rule({ dmType, buttons: [{ text: 'Go', url: 'https://x.example' }] })).steps
  expect(dmStep).toMatchObject({ type: 'message', texts: ['Hello'], link: 'https://x.example' })
  expect(dmStep?.type === 'message' && dmStep.buttons).toEqual(buttons)
})

const flow = [
  { type: 'ask', text: 'Phone?', field_type: 'phone' },
  { type: 'save', field: 'phone' },
  { type: 'send', message: 'Thanks', link: 'https://step.example' },
]
test.each([
  ['is_lead_capture is true', { is_lead_capture: true, dmType: 'text', lead_capture_flow: flow }, ['ask', 'save', 'message']],
  [
    'is_lead_capture is false, whatever dmType says',
    { is_lead_capture: false, dmType: 'lead_capture', lead_capture_flow: flow },
    ['message'],
  ],
  ['the flow is missing', { is_lead_capture: true }, ['message']],
])('when %s the steps are %j', (_, config, types) => {
  expect(compileConfig(rule(config)).steps.map(({ type }) => type)).toEqual(types)
})

test.each([
  [{ field_type: 'email', validation: 'email' }, 'email'],
  [{ field_type: 'phone', validation: 'phone' }, 'phone'],
  [{ field_type: 'email' }, 'email'],
  [{ field_type: 'email', validation: 'none' }, 'text'],
  [{ field_type: 'custom' }, 'text'],
  [{ field_type: 'text', validation: 'none' }, 'text'],
  [{}, 'text'],
])('a question with %j takes an answer of the kind %s', (fields, answer) => {
  const config = { is_lead_capture: true, lead_capture_flow: [{ type: 'ask', text: '?', ...fields }] }
  expect(compileConfig(rule(config)).steps[0]).toMatchObject({ type: 'ask', answer, maxTries: 3, timeoutMinutes: 1440 })
})

test('in a send step variations win over the message, and the first button’s url over the step’s link', () => {
  const send = { type: 'send', message: 'one', message_variations: ['two', 'three'], link: 'https://step.example' }
  const config = { is_lead_capture: true, lead_capture_flow: [send] }
  expect(compileConfig(rule(config)).steps).toMatchObject([{ texts: ['two', 'three'], link: 'https://step.example' }])
  const buttons = [{ text: 'Go', url: 'https://button.example' }]
  expect(compileConfig(rule({ ...config, buttons })).steps).toMatchObject([{ link: 'https://button.example', buttons: [{ title: 'Go' }] }])
})

test('a wait that no question stands before waits for any message; steps go by their numbers', () => {
  const flowSteps = [
    { step: 3, type: 'send', message: 'Thanks' },
    { step: 1, type: 'send', message: 'Write anything' },
    { step: 2, type: 'wait' },
  ]
  const { steps } = compileConfig(rule({ is_lead_capture: true, lead_capture_flow: flowSteps }))
  expect(steps.map(({ id }) => id)).toEqual(['send-1', 'wait-2', 'send-3'])
})

test('the settings say where leads go', () => {
  const settings = { save_to_database: false, notification_email: '', webhook_url: 'https://hook.example' }
  expect(compileConfig(rule({ lead_capture_settings: settings })).lead).toEqual({
    saveToDatabase: false,
    notificationEmail: null,
    webhookUrl: 'https://hook.example',
  })
  expect(compileConfig(rule({})).lead).toEqual({ saveToDatabase: true, notificationEmail: null, webhookUrl: null })
})

test('a rule that only replies under the comment writes no DM', () => {
  const made = rule({ comment_replies: ['Thanks'] }, { action_type: 'reply_comment' })
  expect(compileConfig(made).steps).toEqual([{ id: 'reply', type: 'reply', texts: ['Thanks'] }])
})

test('a config of every old kind compiles to something the definition accepts', () => {
  const configs: Config[] = [{}, { keywords: ['a'] }, { delay_minutes: 0 }, { lead_capture_flow: null }, { comment_replies: ['', ' '] }]
  for (const config of configs) expect(() => definitionSchema.parse(compileConfig(rule(config)))).not.toThrow()
})

test('whatever config is taken compiles to a definition that the API can show', () => {
  const long = (limit: number) =>
    fc.oneof(
      { weight: 40, arbitrary: fc.constantFrom('a', 'x'.repeat(limit)) },
      { weight: 1, arbitrary: fc.constant('x'.repeat(limit + 1)) },
    )
  const url = fc.constantFrom('https://x.example', `https://x.example/${'x'.repeat(1982)}`)
  const link = { link: fc.option(url, { nil: undefined }) }
  const step = { step: fc.option(fc.oneof(fc.nat(9), fc.double({ noNaN: true, noDefaultInfinity: true })), { nil: undefined }) }
  const minutes = fc.double({ min: 1, max: 43_200, noNaN: true })
  const flowStep = fc.oneof(
    fc.record({ ...step, ...link, type: fc.constant('ask'), text: long(5000), retry_text: long(5000), timeout_minutes: minutes }),
    fc.record({ ...step, type: fc.constant('wait'), timeout_minutes: minutes }),
    fc.record({ ...step, type: fc.constant('save'), field: long(100) }),
    fc.record({ ...step, ...link, type: fc.constant('send'), message: long(5000), message_variations: fc.array(long(5000)) }),
  )
  const config = fc.record(
    {
      keywords: fc.array(long(200)),
      auto_reply_to_comments: fc.boolean(),
      comment_replies: fc.oneof(long(5000), fc.array(long(5000), { maxLength: 51 })),
      message_variations: fc.oneof(long(5000), fc.array(long(5000), { maxLength: 51 })),
      dmType: fc.constantFrom('text', 'text_button', 'lead_capture'),
      buttons: fc.array(fc.record({ text: long(200), url })),
      delay_minutes: fc.double({ min: 0, max: 43_200, noNaN: true }),
      is_lead_capture: fc.boolean(),
      lead_capture_flow: fc.array(flowStep, { maxLength: 51 }),
    },
    { requiredKeys: [] },
  )
  const types = { trigger_type: fc.constantFrom(...triggerTypes), action_type: fc.constantFrom(...actionTypes) }
  let taken = 0
  fc.assert(
    fc.property(config, fc.record(types), (given, kind) => {
      const { data } = configSchema.safeParse(given)
      if (!data) return
      taken++
      definitionSchema.parse(compileConfig({ ...kind, config: data }))
    }),
    { numRuns: 500 },
  )
  expect(taken).toBeGreaterThan(100)
})
