import { expect, test } from 'vitest'
import { phpJson, signature } from './body.ts'
import { nextTryAt } from './schedule.ts'

test('a body has the bytes and the signature of the documented vector (meta-platform.md 1.3)', () => {
  const body = phpJson({
    object: 'instagram',
    entry: [
      {
        id: '17841400000000001',
        time: 1763600000000,
        messaging: [
          {
            sender: { id: '1234567890' },
            recipient: { id: '17841400000000001' },
            timestamp: 1763599999000,
            message: { mid: 'm_1', text: 'café 😀 https://a.b' },
          },
        ],
      },
    ],
  })
  expect(Buffer.byteLength(body)).toBe(260)
  expect(body).toContain(String.raw`caf\u00e9 \ud83d\ude00 https:\/\/a.b`)
  expect(signature(body, 'test_app_secret')).toBe('sha256=7b2076fba150ccdebc293523f1d65aed612c0c003e186768f3688be2004d05b4')
})

test('control characters and quotes stay as JSON writes them', () => {
  expect(phpJson({ text: 'a"b\n\u0001\u2028' })).toBe(String.raw`{"text":"a\"b\n\u0001\u2028"}`)
})

test.each([
  ['at once after the first try', 1, 0, 0],
  ['after one minute', 2, 0, 1],
  ['after five minutes', 3, 1, 5],
  ['after an hour', 5, 15, 60],
  ['after 36 hours for the last time', 12, 1440, 2160],
])('an unanswered webhook is tried again %s', (_, tries, nowMinutes, expected) => {
  expect(nextTryAt(1_000_000, tries, 1_000_000 + nowMinutes * 60_000)).toBe(1_000_000 + expected * 60_000)
})

test('a webhook that failed for 36 hours is dropped, and a moved clock makes up for nothing', () => {
  expect(nextTryAt(0, 12, 2160 * 60_000)).toBeNull()
  expect(nextTryAt(0, 2, 25 * 3_600_000)).toBe(2160 * 60_000)
})
