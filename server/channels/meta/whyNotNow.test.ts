import { describe, expect, test } from 'vitest'
import type { Occasion } from '../../model/channel.ts'
import { channelOf } from '../channels.ts'

const now = new Date('2026-11-20T10:00:00Z')
const hours = (count: number, since = now): Date => new Date(since.getTime() + count * 3_600_000)
const text: Occasion = { kind: 'message', content: { type: 'text', text: 'Hello' }, windowUntil: null, commentedAt: null }
const template: Occasion = { ...text, content: { type: 'template', template: { name: 'order', language: 'en_US' } } }
const reply: Occasion = { ...text, kind: 'private_reply' }

describe('when a message may be sent', () => {
  test.each<[string, string, Partial<Occasion> & Pick<Occasion, 'kind'>, string | null]>([
    ['instagram', 'while the window is open', { ...text, windowUntil: new Date(now.getTime() + 1) }, null],
    ['instagram', 'in the moment in which it closes: no more', { ...text, windowUntil: now }, 'outside_window'],
    ['instagram', 'to somebody who never wrote', text, 'outside_window'],
    ['instagram', 'a template like everything else', template, 'outside_window'],
    ['instagram', 'a private reply at the end of its week', { ...reply, commentedAt: hours(-7 * 24) }, null],
    ['instagram', 'a private reply after its week', { ...reply, commentedAt: new Date(hours(-7 * 24).getTime() - 1) }, 'comment_too_old'],
    ['instagram', 'a private reply needs no window', { ...reply, commentedAt: hours(-1) }, null],
    ['instagram', 'a public reply at any time', { ...text, kind: 'public_reply', commentedAt: hours(-365 * 24) }, null],
    ['whatsapp', 'while the window is open', { ...text, windowUntil: hours(1) }, null],
    ['whatsapp', 'after the window', { ...text, windowUntil: hours(-1) }, 'outside_window'],
    ['whatsapp', 'a template after the window', { ...template, windowUntil: hours(-1) }, null],
    ['whatsapp', 'a template to somebody who never wrote', template, null],
  ])('%s: %s', (channel, _, occasion, code) => {
    expect(channelOf(channel).whyNotNow({ ...text, ...occasion }, now)?.code ?? null).toBe(code)
  })

  test('a refusal says what the platform allows and since when', () => {
    const { whyNotNow } = channelOf('instagram')
    expect(whyNotNow({ ...text, windowUntil: hours(-1) }, now)).toEqual({
      code: 'outside_window',
      data: { windowMs: 24 * 3_600_000, until: '2026-11-20T09:00:00.000Z' },
    })
    expect(whyNotNow({ ...reply, commentedAt: hours(-8 * 24) }, now)).toEqual({
      code: 'comment_too_old',
      data: { privateReplyMs: 7 * 24 * 3_600_000, commentedAt: '2026-11-12T10:00:00.000Z' },
    })
  })
})

describe('until when it makes sense to send', () => {
  test.each<[string, string, Occasion, Date | null]>([
    ['instagram', 'a message: the end of the window', { ...text, windowUntil: hours(3) }, hours(3)],
    ['instagram', 'a private reply: a week after the comment', { ...reply, commentedAt: now }, hours(7 * 24)],
    ['instagram', 'a private reply to a comment of unknown age: for ever', reply, null],
    ['instagram', 'a public reply: for ever', { ...text, kind: 'public_reply', windowUntil: hours(3), commentedAt: now }, null],
    ['whatsapp', 'a template: for ever', { ...template, windowUntil: hours(3) }, null],
  ])('%s: %s', (channel, _, occasion, until) => {
    expect(channelOf(channel).expiresAt(occasion)).toEqual(until)
  })

  test('what has expired may not be sent, and what may be sent has not expired', () => {
    for (const channel of ['instagram', 'whatsapp'].map(channelOf))
      for (const kind of ['message', 'private_reply', 'public_reply'] as const)
        for (const content of [text.content, template.content])
          for (const hour of [-200, -1, 1, 200]) {
            const occasion = { kind, content, windowUntil: hours(hour), commentedAt: hours(hour) }
            const until = channel.expiresAt(occasion)
            const may = channel.whyNotNow(occasion, now) === null
            expect([channel.name, kind, hour, may]).toEqual([channel.name, kind, hour, until === null || until > now])
          }
  })
})
