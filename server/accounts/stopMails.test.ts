import { expect, test } from 'vitest'
import { sentence } from './sentences.ts'
import { stopMails } from './stopMails.ts'
import type { StoppedAccount } from './tokens.queries.ts'

const now = new Date('2026-11-30T10:00:00Z')
const stopped = (id: string, workspaceId: string, more: Partial<StoppedAccount> = {}): StoppedAccount => ({
  id,
  workspaceId,
  channel: 'instagram',
  simulated: false,
  name: `Shop ${id}`,
  reason: sentence('accounts.token_rejected', { error: id }),
  ...more,
})
const shown = (accounts: StoppedAccount[]) =>
  stopMails(accounts, now).map(({ workspaceId, accountId, content }) => [
    workspaceId,
    accountId ?? null,
    content.facts?.[0]?.value ?? null,
    content.paragraphs.includes(sentence('accounts.mail_shared')),
  ])

test('accounts that stop each for itself are told each for itself', () => {
  expect(shown([])).toEqual([])
  expect(
    shown([stopped('1', 'w'), stopped('2', 'w'), stopped('3', 'w', { channel: 'whatsapp' }), stopped('4', 'w', { simulated: true })]),
  ).toEqual(['1', '2', '3', '4'].map((id) => ['w', id, null, false]))
})

test('accounts that stop for one cause are one mail to each workspace, whose key names the time', () => {
  const three = [stopped('1', 'w'), stopped('2', 'w'), stopped('3', 'v')]
  expect(shown(three)).toEqual([
    ['w', null, 'Shop 1, Shop 2', true],
    ['v', '3', null, true],
  ])
  expect(new Set(stopMails(three, now).map(({ uniqueKey }) => uniqueKey)).size).toBe(2)
  expect(stopMails(three, new Date(0)).map(({ uniqueKey }) => uniqueKey)).not.toEqual(
    stopMails(three, now).map(({ uniqueKey }) => uniqueKey),
  )
})
