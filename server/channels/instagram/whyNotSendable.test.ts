import { describe, expect, test } from 'vitest'
import type { Outgoing } from '../../model/channel.ts'
import type { MessageContent } from '../../model/content.ts'
import { whyNotSendable } from './whyNotSendable.ts'

const direct = (content: MessageContent): string | null =>
  whyNotSendable({ kind: 'message', recipientId: '1', commentId: null, content })?.code ?? null
const under = (content: MessageContent): string | null =>
  whyNotSendable({ kind: 'public_reply', recipientId: null, commentId: '1', content })?.code ?? null
const link = { title: 'Open', url: 'https://example.com' }

describe('Instagram takes', () => {
  test.each<[string, MessageContent]>([
    ['1000 bytes', { type: 'text', text: 'x'.repeat(1000) }],
    ['333 euro signs, which are 999 bytes', { type: 'text', text: '€'.repeat(333) }],
    [
      'three buttons under 640 characters',
      { type: 'buttons', text: '€'.repeat(640), buttons: [link, link, { title: '12345678901234567890', payload: 'p' }] },
    ],
    [
      'thirteen quick replies, long titles too (they are cut in view)',
      { type: 'quick_replies', text: 'Pick', quickReplies: Array.from({ length: 13 }, () => ({ title: 'x'.repeat(25), payload: 'p' })) },
    ],
  ])('%s', (_, content) => {
    expect(direct(content)).toBeNull()
  })

  test('300 characters under a comment', () => {
    expect(under({ type: 'text', text: 'é'.repeat(300) })).toBeNull()
  })
})

describe('Instagram does not take', () => {
  test.each<[string, string, MessageContent]>([
    ['nothing', 'empty_text', { type: 'text', text: '' }],
    ['blanks', 'empty_text', { type: 'text', text: ' \n ' }],
    ['334 euro signs, which are 1002 bytes', 'text_too_long', { type: 'text', text: '€'.repeat(334) }],
    ['641 characters above buttons', 'text_too_long', { type: 'buttons', text: 'x'.repeat(641), buttons: [link] }],
    ['a fourth button', 'too_many_buttons', { type: 'buttons', text: 'a', buttons: [link, link, link, link] }],
    ['a title of 21 characters', 'button_title_too_long', { type: 'buttons', text: 'a', buttons: [{ ...link, title: 'x'.repeat(21) }] }],
    ['a button without title', 'button_without_title', { type: 'buttons', text: 'a', buttons: [{ ...link, title: ' ' }] }],
    ['a button that leads nowhere', 'button_without_target', { type: 'buttons', text: 'a', buttons: [{ title: 'Open' }] }],
    [
      'a link that is no web address',
      'button_url_invalid',
      { type: 'buttons', text: 'a', buttons: [{ title: 'Open', url: 'javascript:alert(1)' }] },
    ],
    [
      'a fourteenth quick reply',
      'too_many_quick_replies',
      { type: 'quick_replies', text: 'a', quickReplies: Array.from({ length: 14 }, () => ({ title: 'x', payload: 'p' })) },
    ],
    ['an empty quick reply', 'quick_reply_empty', { type: 'quick_replies', text: 'a', quickReplies: [{ title: 'x', payload: '' }] }],
    [
      'a payload of 1001 characters',
      'payload_too_long',
      { type: 'buttons', text: 'a', buttons: [{ title: 'x', payload: 'p'.repeat(1001) }] },
    ],
  ])('%s', (_, code, content) => {
    expect(direct(content)).toBe(code)
  })

  test.each<[string, string, MessageContent]>([
    ['301 characters under a comment', 'text_too_long', { type: 'text', text: 'x'.repeat(301) }],
    ['buttons under a comment', 'no_buttons_in_public', { type: 'buttons', text: 'a', buttons: [link] }],
  ])('%s', (_, code, content) => {
    expect(under(content)).toBe(code)
  })

  test('a message to nobody, or an answer to no comment', () => {
    const to = (kind: Outgoing['kind']): Outgoing => ({ kind, recipientId: null, commentId: null, content: { type: 'text', text: 'a' } })
    expect(whyNotSendable(to('message'))?.code).toBe('no_recipient')
    expect(whyNotSendable(to('private_reply'))?.code).toBe('no_comment')
    expect(whyNotSendable(to('public_reply'))?.code).toBe('no_comment')
  })

  test('and says by how much, so that the owner can shorten it', () => {
    const { words } = whyNotSendable({
      kind: 'message',
      recipientId: '1',
      commentId: null,
      content: { type: 'text', text: '€'.repeat(334) },
    })!
    expect(words).toContain('1000')
    expect(words).toContain('1002')
  })
})
