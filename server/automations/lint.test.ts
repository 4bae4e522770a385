import { expect, test } from 'vitest'
import { ask, definition, trigger } from '../engine/examples.ts'
import { triggerKinds, type Check, type Definition, type Step, type StepOf, type TriggerKind } from '../model/automation.ts'
import type { ChannelLimits } from '../model/channel.ts'
import { lint, type LintedConfig } from './lint.ts'
import { inEnglish } from '../texts.ts'

const day = 86_400_000
const limits: ChannelLimits = {
  maxTextBytes: 1000,
  maxTextChars: null,
  maxPublicReplyChars: 300,
  writesLinksOut: false,
  maxButtons: 3,
  maxButtonTitleChars: 20,
  maxButtonTemplateChars: 640,
  maxCaptionChars: 0,
  windowMs: day,
  opensWindow: ['message'],
  privateReplyMs: 7 * day,
}
const channels = { all: ['instagram', 'whatsapp'], own: 'instagram', triggers: triggerKinds, whyNotSendable: () => null }
const message = (id: string, changes: Partial<Extract<Step, { type: 'message' }>> = {}): Step => ({
  id,
  type: 'message',
  texts: ['Hello'],
  ...changes,
})
const reply = (texts: string[]): Step => ({ id: 'reply', type: 'reply', texts })
const delay = (days: number): Step => ({ id: 'delay', type: 'delay', minutes: days * 24 * 60 })
const button = (title: string, index = 0) => ({ title, url: `https://x.example/${index}` })
const condition = (checks: Check[], changes: Partial<StepOf<'condition'>> = {}): Step => ({
  id: 'if',
  type: 'condition',
  match: 'all',
  checks,
  ...changes,
})
const vip: Check = { what: 'tag', tag: 'vip', is: 'present' }
const onDm = [trigger({ on: 'message', keywords: ['price'] })]

test.each([
  ['says hello', {}],
  ['asks, keeps and thanks', { steps: [ask({ next: 'save' }), { id: 'save', type: 'save', field: 'email' }, message('thanks')] }],
  ['has a link for its [LINK]', { steps: [message('m', { texts: ['Here: [LINK]'], link: 'https://x.example' })] }],
  ['has a button for its [LINK]', { steps: [message('m', { texts: ['Here: [LINK]'], buttons: [button('Go')] })] }],
  ['uses the limits up', { steps: [message('m', { texts: ['€'.repeat(333) + '!'] })] }],
  ['waits less than a day before it answers a DM', { triggers: onDm, steps: [delay(0.9), message('m')] }],
  ['writes twice to who wrote first', { triggers: onDm, steps: [message('a'), message('b')] }],
  [
    'goes back to a question',
    {
      triggers: onDm,
      steps: [ask({ gaveUp: 'again' }), { id: 'save', type: 'save', field: 'email', next: null }, message('again', { next: 'ask' })],
    },
  ],
  ['waits for signs', { triggers: [trigger({ keywords: ['c++', '$', '👍🏽', '50%', '1.5', '@shop', '#price', "l'info"] })] }],
  ['waits in comments for a word that opts out in messages', { triggers: [trigger({ keywords: ['cancel'] })] }],
  ['greets by name', { steps: [message('m', { texts: ['Hi {{first_name|there}}, thanks for {{product}}'] })] }],
  ['leads on by its buttons', { steps: [message('a', { buttons: [{ title: 'Yes', goTo: 'b' }] }), message('b')] }],
  ['asks who is no subscriber', { steps: [condition([vip], { otherwise: 'b' }), message('a', { next: null }), message('b')] }],
  ['tags whom it wrote to', { steps: [message('m'), { id: 't', type: 'tag', add: ['vip'], remove: ['new'] }] }],
  [
    'writes twice after a comment only to those who may be written to',
    { steps: [message('a'), condition([{ what: 'window', is: 'open' }]), message('b')] },
  ],
  [
    'looks at the answer it asked for',
    { triggers: onDm, steps: [ask({ answer: 'number' }), condition([{ what: 'answer', is: 'above', number: 17 }]), message('m')] },
  ],
] as [string, Partial<Definition>][])('nothing is wrong with an automation that %s', (_, changes) => {
  expect(lint(definition(changes), limits)).toEqual([])
})

test.each([
  ['blocker', 'no_trigger', null, { triggers: [] }],
  ['blocker', 'no_steps', null, { steps: [] }],
  ['blocker', 'nothing_said', null, { steps: [message('m', { texts: [' '] })] }],
  ['blocker', 'nothing_said', null, { triggers: onDm, steps: [reply(['only under comments'])] }],
  ['blocker', 'duplicate_id', 'm', { steps: [message('m', { next: null }), message('m')] }],
  ['blocker', 'link_missing', 'm', { steps: [message('m', { texts: ['Here: [LINK]'] })] }],
  ['blocker', 'link_missing', 'ask', { steps: [ask({ retryText: 'See [LINK]' })] }],
  ['blocker', 'link_missing', 'reply', { steps: [reply(['See [LINK]'])] }],
  ['blocker', 'text_too_long', 'm', { steps: [message('m', { texts: ['short', '€'.repeat(334)] })] }],
  ['blocker', 'text_too_long', 'm', { steps: [message('m', { texts: ['x'.repeat(990) + '[LINK]'], link: 'https://x.example/long' })] }],
  ['blocker', 'reply_too_long', 'reply', { steps: [reply(['x'.repeat(301)])] }],
  ['blocker', 'too_many_buttons', 'm', { steps: [message('m', { buttons: ['a', 'b', 'c', 'd'].map(button) })] }],
  ['blocker', 'button_title_too_long', 'm', { steps: [message('m', { buttons: [button('x'.repeat(21))] })] }],
  ['blocker', 'button_text_too_long', 'm', { steps: [message('m', { texts: ['x'.repeat(641)], buttons: [button('Go')] })] }],
  ['blocker', 'unknown_step', 'm', { steps: [message('m', { next: 'nowhere' })] }],
  ['blocker', 'unknown_step', 'm', { steps: [message('m', { buttons: [{ title: 'Yes', goTo: 'nowhere' }] })] }],
  ['blocker', 'endless_loop', 'a', { triggers: onDm, steps: [message('a'), message('b', { next: 'a' })] }],
  ['blocker', 'endless_loop', 'm', { triggers: onDm, steps: [message('m'), { ...delay(0.1), next: 'm' }] }],
  ['blocker', 'endless_loop', 'ask', { triggers: onDm, steps: [ask({ noAnswer: 'ask' })] }],
  [
    'blocker',
    'endless_loop',
    'w',
    {
      triggers: onDm,
      steps: [
        message('m'),
        { id: 'w', type: 'wait', timeoutMinutes: 60, noAnswer: 'if', next: null },
        condition([vip], { next: null, otherwise: 'w' }),
      ],
    },
  ],
  ['blocker', 'private_reply_too_late', 'm', { steps: [delay(7), message('m')] }],
  ['warning', 'delay_outside_window', 'm', { triggers: onDm, steps: [delay(1), message('m')] }],
  ['warning', 'second_dm_before_answer', 'b', { steps: [message('a'), message('b')] }],
  ['warning', 'second_dm_before_answer', 'ask', { steps: [message('a'), ask()] }],
  ['warning', 'message_to_silent_person', 'late', { steps: [ask({ next: null, noAnswer: 'late' }), message('late')] }],
  ['warning', 'unreachable', 'b', { steps: [message('a', { next: null }), message('b')] }],
  ['warning', 'save_without_answer', 's', { steps: [message('m'), { id: 's', type: 'save', field: 'email' }] }],
  ['warning', 'answers_everything', null, { triggers: [trigger({ on: 'message' })] }],
  ['warning', 'own_keyword', 'reply', { triggers: [trigger({ keywords: ['price'] })], steps: [reply(['The PRICE is in your DMs'])] }],
  ['warning', 'reply_never', 'reply', { triggers: onDm, steps: [reply(['Thanks']), message('m')] }],
  ['warning', 'keyword_opts_out', null, { triggers: [trigger({ on: 'message', keywords: ['price', 'Cancel', 'END', 'baja'] })] }],
  ['warning', 'keyword_opts_out', null, { triggers: [trigger({ on: 'story_reply', keywords: ['STOP!'], match: 'exact' })] }],
  ['warning', 'keyword_opts_in', null, { triggers: [trigger({ on: 'message', keywords: ['start'] })] }],
  ['warning', 'keyword_never_heard', null, { triggers: [trigger({ keywords: ['price', '\u200b'] })] }],
  ['warning', 'keyword_never_heard', null, { triggers: [trigger({ on: 'message', keywords: ['ـ'] })] }],
  ['warning', 'keyword_never_heard', null, { triggers: [trigger({ on: 'story_mention', keywords: ['price'] })] }],
  ['warning', 'keyword_excluded', null, { triggers: [trigger({ keywords: ['price list', 'cost'], exclude: ['price'] })] }],
  ['warning', 'button_opts_out', 'm', { steps: [message('m', { buttons: [{ title: 'Stop', goTo: 'n' }] }), message('n')] }],
  ['warning', 'text_may_be_cut', 'm', { steps: [message('m', { texts: ['You wrote: {{text}}'] })] }],
  ['warning', 'text_may_be_cut', 'reply', { steps: [reply([`${'x'.repeat(280)} {{name}}`])] }],
  ['blocker', 'unknown_step', 'if', { steps: [condition([vip], { otherwise: 'nowhere' }), message('m')] }],
  ['blocker', 'condition_empty', 'if', { steps: [condition([]), message('m')] }],
  ['blocker', 'check_unfinished', 'if', { steps: [condition([{ what: 'tag', tag: ' ', is: 'present' }]), message('m')] }],
  ['blocker', 'tag_missing', 't', { steps: [message('m'), { id: 't', type: 'tag' }] }],
  ['blocker', 'tag_missing', 't', { steps: [message('m'), { id: 't', type: 'tag', add: ['vip', ' '] }] }],
  [
    'blocker',
    'endless_loop',
    'if',
    { steps: [condition([vip], { otherwise: 'm' }), message('n', { next: null }), message('m', { next: 'if' })] },
  ],
  [
    'blocker',
    'private_reply_too_late',
    'm',
    { steps: [condition([vip], { next: 'm', otherwise: 'delay' }), message('m', { next: null }), { ...delay(7), next: 'm' }] },
  ],
  [
    'warning',
    'condition_never',
    'if',
    { steps: [condition([vip, { what: 'tag', tag: 'VIP', is: 'absent' }], { otherwise: 'm' }), message('m')] },
  ],
  ['warning', 'answer_never_given', 'if', { steps: [condition([{ what: 'answer', is: 'present' }]), message('m')] }],
  ['warning', 'tag_added_and_removed', 't', { steps: [message('m'), { id: 't', type: 'tag', add: ['vip'], remove: ['VIP'] }] }],
  ['warning', 'second_dm_before_answer', 'b', { steps: [condition([vip], { otherwise: 'b' }), message('a'), message('b')] }],
  [
    'warning',
    'unreachable',
    'm',
    { steps: [condition([vip], { next: 'n', otherwise: null }), message('m', { next: null }), message('n')] },
  ],
  ['blocker', 'check_unfinished', 'if', { steps: [condition([{ what: 'answer', is: 'equals', value: '\u200b' }]), message('m')] }],
  [
    'warning',
    'channel_unknown',
    'if',
    { steps: [condition([{ what: 'channel', is: 'one_of', values: ['instgram', 'instagram'] }]), message('m')] },
  ],
  [
    'warning',
    'condition_never',
    'if',
    { steps: [condition([{ what: 'channel', is: 'one_of', values: ['whatsapp'] }], { otherwise: 'm' }), message('m')] },
  ],
  ['warning', 'blank_text', 'm', { steps: [message('m', { texts: ['Hi', ' '] })] }],
] as [string, string, string | null, Partial<Definition>][])('%s %s is found at %s', (level, code, stepId, changes) => {
  const findings = lint(definition(changes), limits, null, channels).filter((finding) => finding.code === code)
  expect(findings).toMatchObject([{ level, stepId }])
  expect(inEnglish(findings[0]!.words)).toMatch(/^[^{}]+\.$/)
})

test('a trigger that the channel does not have is a blocker when no other can start the automation', () => {
  const onChannel = (triggers: Definition['triggers'], has: readonly TriggerKind[]) =>
    lint(definition({ triggers }), limits, null, { ...channels, triggers: has }).filter(({ code }) => code.startsWith('trigger_'))
  const both = [...onDm, trigger({ on: 'comment' })]
  expect(onChannel(both, ['message', 'comment'])).toEqual([])
  expect(onChannel(both, ['message'])).toMatchObject([{ level: 'warning', stepId: null, code: 'trigger_partly_missing' }])
  expect(onChannel(both, ['postback'])).toMatchObject([{ level: 'blocker', stepId: null, code: 'trigger_missing' }])
  expect(onChannel([], ['postback'])).toEqual([])
})

test.each([
  [{ is_lead_capture: true, dmType: 'text', lead_capture_flow: [{}] }, ['dm_type_disagrees']],
  [{ is_lead_capture: false, dmType: 'lead_capture' }, ['dm_type_disagrees']],
  [{ is_lead_capture: true, dmType: 'lead_capture' }, ['flow_missing']],
  [{ is_lead_capture: true, dmType: 'lead_capture', lead_capture_flow: [{}] }, []],
  [{ dmType: 'text_button' }, []],
  [{}, []],
] as [LintedConfig, string[]][])('a config with %j gives %j', (config, codes) => {
  expect(lint(definition(), limits, config).map(({ code }) => code)).toEqual(codes)
})

test('without a channel its lengths are not asked for, everything else is', () => {
  expect(lint(definition({ steps: [message('m', { texts: ['x'.repeat(2000) + '[LINK]'] })] })).map(({ code }) => code)).toEqual([
    'link_missing',
  ])
})

test('what concerns the whole comes first, then the steps in their order', () => {
  const steps = [message('a', { texts: ['[LINK]'] }), message('b', { texts: ['[LINK]'] })]
  expect(lint(definition({ triggers: [trigger({ on: 'message' })], steps }), limits).map(({ stepId }) => stepId)).toEqual([null, 'a', 'b'])
})
