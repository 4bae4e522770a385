import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { afterEach, expect, test, vi } from 'vitest'
import { newSecret, signatureHeaders } from './signing.ts'

// The library of the Standard Webhooks project verifies ours, and what it signs is what we sign.
afterEach(() => void vi.useRealTimers())
const now = new Date('2026-11-30T12:00:00.500Z')

test('the vector of the specification', () => {
  const headers = signatureHeaders(
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    new Date(1_614_265_330_000),
    '{"test": 2432232314}',
  )
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('any body is signed as the library signs it, and verified by it', () => {
  vi.useFakeTimers({ now, toFake: ['Date'] })
  fc.assert(
    fc.property(fc.uuid(), fc.json(), (id, body) => {
      const secret = newSecret()
      const theirs = new Webhook(secret)
      const headers = signatureHeaders([secret], id, now, body)
      expect(headers['webhook-signature']).toBe(theirs.sign(id, now, body))
      expect(theirs.verify(body, headers)).toEqual(JSON.parse(body))
    }),
  )
})

test('after a rotation both secrets verify; another secret, body, id or time does not', () => {
  vi.useFakeTimers({ now, toFake: ['Date'] })
  const [old, fresh] = [newSecret(), newSecret()]
  const body = '{"a":1}'
  const headers = signatureHeaders([fresh, old], 'one', now, body)
  for (const secret of [old, fresh]) expect(new Webhook(secret).verify(body, headers)).toEqual({ a: 1 })
  expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow('No matching signature')
  expect(() => new Webhook(old).verify('{"a":2}', headers)).toThrow('No matching signature')
  expect(() => new Webhook(old).verify(body, { ...headers, 'webhook-id': 'two' })).toThrow('No matching signature')
  const late = signatureHeaders([old], 'one', new Date(now.getTime() - 301_000), body)
  expect(() => new Webhook(old).verify(body, late)).toThrow('too old')
})
