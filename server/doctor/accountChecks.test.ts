import { expect, test } from 'vitest'
import { toldNothing } from '../channels/meta/setUp.ts'
import { accountChecks, type AccountFacts } from './accountChecks.ts'

const delivered = (messagesUrl: string | null, here: string | null) =>
  accountChecks.messages_address({ here, state: { found: { ...toldNothing, messagesUrl } } } as AccountFacts)?.status ?? null

test.each<[string, string | null, string | null, string | null]>([
  ['to this hub', 'https://hub.example/api/webhooks/meta', 'https://hub.example', 'ok'],
  ['to an account’s own address here', 'https://hub.example/webhooks/instagram/1', 'https://hub.example', 'ok'],
  ['to another program', 'https://other.example/webhook', 'https://hub.example', 'problem'],
  ['to a host whose name begins like ours', 'https://hub.example.evil/api/webhooks/meta', 'https://hub.example', 'problem'],
  ['to an address that the platform does not tell', null, 'https://hub.example', null],
  ['anywhere, while this hub has no public address', 'https://other.example/webhook', null, null],
])('messages are delivered %s', (_, url, here, status) => {
  expect(delivered(url, here)).toBe(status)
})
