import { expect, test } from 'vitest'
import { channelOf } from '../channels/channels.ts'
import type { MessageContent } from '../model/content.ts'
import type { ClaimedMessage } from './claim.queries.ts'
import { isTypedLate, whyNotNow } from './whyNotNow.ts'

const now = new Date('2026-11-30T12:00:00Z')
const filled = (category: string) => ({ category, text: 'Sale', header: [], body: [], buttons: [] })
const template = (category: string): MessageContent => ({
  type: 'template',
  template: { name: 'sale', language: 'en_US', filled: filled(category) },
})
const message = (content: MessageContent, more: Partial<ClaimedMessage> = {}) =>
  ({ kind: 'message', content, recipientId: '16505551234', windowUntil: null, optedOutAt: null, ...more }) as ClaimedMessage

test.each<[string, MessageContent, Partial<ClaimedMessage>, string | undefined]>([
  ['marketing to who stopped it', template('MARKETING'), { marketingStoppedAt: now }, 'marketing_stopped'],
  ['marketing to who stopped it, by hand', template('MARKETING'), { marketingStoppedAt: now, byHand: true }, 'marketing_stopped'],
  ['marketing to others', template('MARKETING'), { marketingStoppedAt: null }, undefined],
  ['news of an order to who stopped marketing', template('UTILITY'), { marketingStoppedAt: now }, undefined],
  [
    'a reply to who stopped marketing',
    { type: 'text', text: 'It is 20.' },
    { marketingStoppedAt: now, windowUntil: new Date(now.getTime() + 60_000) },
    undefined,
  ],
])('%s', (_, content, more, code) => {
  const refused = whyNotNow(message(content, more), channelOf('whatsapp'), now)
  expect(refused && 'code' in refused ? refused.code : undefined).toBe(code)
})

const hour = 3_600_000
const text: MessageContent = { type: 'text', text: 'Sorry for the wait' }
test.each<[string, Partial<ClaimedMessage>, boolean, string | undefined]>([
  ['in the window', { windowUntil: new Date(now.getTime() + hour), expiresAt: new Date(now.getTime() + hour) }, false, undefined],
  [
    'after it, typed by a member',
    { windowUntil: new Date(now.getTime() - hour), expiresAt: new Date(now.getTime() + hour) },
    true,
    undefined,
  ],
  [
    'after it, sent by a program in time',
    { windowUntil: new Date(now.getTime() - hour), expiresAt: new Date(now.getTime() - hour) },
    false,
    'outside_window',
  ],
])('a message by hand %s', (_, times, isLate, code) => {
  const byHand = message(text, { ...times, byHand: true })
  expect(isTypedLate(byHand, now)).toBe(isLate)
  const refused = whyNotNow(byHand, channelOf('messenger'), now)
  expect(refused && 'code' in refused ? refused.code : undefined).toBe(code)
})
