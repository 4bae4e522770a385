import { expect, test } from 'vitest'
import { answerHandshake } from './handshake.ts'

const asked = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'meatyhamhock' }

test('the platform gets its challenge back when it knows the verify token', () => {
  expect(answerHandshake(asked, ['other', 'meatyhamhock'])).toEqual({ status: 200, body: '1158201444' })
})

test('names that a proxy wrote with underscores are understood', () => {
  expect(answerHandshake({ hub_mode: 'subscribe', hub_challenge: '7', hub_verify_token: 'meatyhamhock' }, ['meatyhamhock'])).toEqual({
    status: 200,
    body: '7',
  })
})

test.each([
  ['another token', { ...asked, 'hub.verify_token': 'guess' }, ['meatyhamhock'], 403],
  ['another mode', { ...asked, 'hub.mode': 'unsubscribe' }, ['meatyhamhock'], 403],
  ['no token configured', asked, [], 403],
  ['an empty token, even when one is configured empty', { ...asked, 'hub.verify_token': '' }, [''], 403],
  ['a token given twice', { ...asked, 'hub.verify_token': ['meatyhamhock', 'meatyhamhock'] }, ['meatyhamhock'], 403],
  ['nothing at all', {}, ['meatyhamhock'], 403],
  ['no challenge', { ...asked, 'hub.challenge': undefined }, ['meatyhamhock'], 400],
  ['a challenge that would be a web page', { ...asked, 'hub.challenge': '<script>alert(1)</script>' }, ['meatyhamhock'], 400],
])('a handshake with %s is not answered', (_, query, tokens, status) => {
  const answer = answerHandshake(query, tokens)
  expect(answer.status).toBe(status)
  expect(answer.body).not.toContain('<')
})
